#!/bin/sh
# A containerizer that notes how it was called, in $FAKE/NUMBER-VERB.{env,record,cwd}, and answers as told:
#   $FAKE/fail-VERB    exit 1 of that verb
#   $FAKE/containers   what containers answers (framed); nothing runs if there is none
#   $FAKE/wait-late    wait answers when the container has ended, not at once
# A container ends when $FAKE/ended-ID is there, or $FAKE is not.
set -u
verb=$1
call=$(mktemp "$FAKE/call-XXXXXX")
env > "$call.env"
pwd > "$call.cwd"
# The record: a 4-byte length in little-endian order, then as many bytes.
if [ "$verb" != recover ] && [ "$verb" != containers ]; then
  length=$(head -c 4 | od -An -tu4 | tr -d ' ')
  head -c "$length" > "$call.record"
fi
awk '/^SigIgn/ {print $2}' "/proc/$$/status" > "$call.sigign"
echo "$verb" > "$call.verb"
[ -e "$FAKE/fail-$verb" ] && { echo "failing" >&2; exit 1; }
# An empty record but for message "x" (field 2) and status 0 (field 3).
termination() { printf '\005\000\000\000\022\001x\030\000'; }
case $verb in
  containers) cat "$FAKE/containers" 2>/dev/null || printf '\000\000\000\000' ;;
  usage) printf '\011\000\000\000\011\000\000\000\000\000\000\360\077' ;;
  wait)
    id=$(tail -c +5 "$call.record" | head -c 36)
    [ -e "$FAKE/wait-late" ] || termination
    while [ -d "$FAKE" ] && [ ! -e "$FAKE/ended-$id" ] && [ ! -e "$FAKE/ended-all" ]; do sleep 0.05; done
    [ -e "$FAKE/wait-late" ] && termination
    exit 0 ;;
esac
exit 0

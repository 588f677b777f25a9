package io.mesosappc.appc.schema;

/**
 * One annotation of an image (spec aci.md, annotations).
 *
 * @param name such as {@code created}
 * @param value any text
 */
public record Annotation(AcIdentifier name, String value) {}

package io.mesosappc.appc.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A proxy that leads every host to two servers of this process: port 443 to one, port 80 to the
 * other. It makes host names out of thin air, so that tests need no resolver and no port below
 * 1024. Owns its threads, which end when it is closed.
 */
final class LoopbackProxy implements AutoCloseable {
  private static final Charset ASCII = StandardCharsets.US_ASCII;

  private final int https;
  private final int http;
  private final ServerSocket listening;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final List<String> targets = new CopyOnWriteArrayList<>();

  LoopbackProxy(int https, int http) throws IOException {
    this.https = https;
    this.http = http;
    this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  URI location() {
    return URI.create("http://127.0.0.1:" + listening.getLocalPort());
  }

  /** Every HOST:PORT that somebody wanted to be led to. */
  List<String> targets() {
    return List.copyOf(targets);
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (Socket socket : open) {
      socket.close();
    }
    threads.shutdownNow();
  }

  private void accept() {
    try {
      for (; ; ) {
        Socket client = listening.accept();
        open.add(client);
        threads.execute(() -> serve(client));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void serve(Socket client) {
    try (client) {
      byte[] head = head(client.getInputStream());
      String text = new String(head, StandardCharsets.ISO_8859_1);
      String[] words = text.split("[ \r]", 3);
      boolean tunnel = words[0].equals("CONNECT");
      String target = tunnel ? words[1] : hostAndPort(URI.create(words[1]));
      targets.add(target);
      int port = target.endsWith(":443") ? https : target.endsWith(":80") ? http : -1;
      OutputStream back = client.getOutputStream();
      if (port < 0 || target.startsWith("unreachable.")) {
        back.write("HTTP/1.1 502 No Such Host\r\nContent-Length: 0\r\n\r\n".getBytes(ASCII));
        return;
      }
      try (Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
        open.add(server);
        if (tunnel) {
          back.write("HTTP/1.1 200 Go\r\n\r\n".getBytes(ASCII));
        } else {
          server.getOutputStream().write(head);
        }
        threads.execute(() -> copy(client, server));
        copy(server, client);
      }
    } catch (IOException e) {
      // One of both ended; the other sees it.
    }
  }

  private static String hostAndPort(URI location) {
    return location.getHost() + ":" + (location.getPort() < 0 ? 80 : location.getPort());
  }

  private static byte[] head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int matched = 0;
    while (matched < 4) {
      int c = in.read();
      if (c < 0) {
        throw new IOException("no request");
      }
      head.write(c);
      matched = c == "\r\n\r\n".charAt(matched) ? matched + 1 : c == '\r' ? 1 : 0;
    }
    return head.toByteArray();
  }

  private static void copy(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException e) {
      try {
        to.close();
      } catch (IOException closing) {
        e.addSuppressed(closing);
      }
    }
  }
}

package io.chronolink.stack;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.jspecify.annotations.NullUnmarked;

/** Stands for a packaged service: is ready at once, and tells its environment at /env. */
@NullUnmarked
final class FakeService {

    private FakeService() {}

    public static void main(String[] arguments) throws IOException {
        var port = Integer.parseInt(System.getenv("QUARKUS_HTTP_PORT"));
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/q/health/ready", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.createContext("/env", exchange -> {
            var body = System.getenv(exchange.getRequestURI().getQuery()).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    /** Stands for a packaged service that cannot start. */
    static final class Broken {

        private Broken() {}

        public static void main(String[] arguments) {
            System.out.println("the schema does not fit");
            System.exit(3);
        }
    }

    /** Puts a packaged service where the stack looks for it. */
    static void packageAs(String service, Path repository, Class<?> main) {
        try {
            var target = Files.createDirectories(repository.resolve(service).resolve("target"));
            var manifest = new Manifest();
            manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
            manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, main.getName());
            var jar = target.resolve(service + "-1.0.0-SNAPSHOT-runner.jar");
            try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
                for (Class<?> type : List.of(FakeService.class, Broken.class)) {
                    var file = type.getName().replace('.', '/') + ".class";
                    out.putNextEntry(new JarEntry(file));
                    try (var bytes = type.getResourceAsStream("/" + file)) {
                        out.write(bytes.readAllBytes());
                    }
                }
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}

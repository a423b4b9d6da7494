package io.chronolink.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import kafka.Kafka;
import kafka.tools.StorageTool;

/** Main class of the broker's process: formats the directory the first time, then runs the broker. */
final class KafkaProcess {

    // Base64 of 16 bytes, as Kafka wants it; there is only ever one node in the cluster.
    private static final String CLUSTER = "Y2hyb25vbGluay1sb2NhbA";

    private KafkaProcess() {}

    /** Takes the properties file and the data directory. */
    public static void main(String[] arguments) throws IOException {
        String properties = arguments[0];
        if (!Files.exists(Path.of(arguments[1], "meta.properties"))) {
            int code = StorageTool.execute(
                    new String[] {"format", "--cluster-id", CLUSTER, "--config", properties}, System.out);
            if (code != 0) {
                System.exit(code);
            }
        }
        Kafka.main(new String[] {properties});
    }
}

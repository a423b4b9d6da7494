#!/usr/bin/env bash
# Makes the topics of topics.txt: topics.sh FILE BOOTSTRAP_SERVERS [REPLICATION]. Runs where Kafka's own
# scripts are in /opt/kafka/bin, as in the official image; what exists stays. CHRONOLINK_KAFKA_PREFIX goes before the names;
# TOPICS_CLIENT_CONFIG is a file with the client's settings where the cluster wants TLS or a login.
set -euo pipefail
file=$1
servers=$2
replication=${3:-1}
grep -v '^#' "$file" | while read -r name partitions settings; do
  config=()
  for setting in ${settings//,/ }; do
    config+=(--config "$setting")
  done
  /opt/kafka/bin/kafka-topics.sh --bootstrap-server "$servers" \
    ${TOPICS_CLIENT_CONFIG:+--command-config "$TOPICS_CLIENT_CONFIG"} --create --if-not-exists \
    --topic "${CHRONOLINK_KAFKA_PREFIX:-}$name" --partitions "$partitions" --replication-factor "$replication" "${config[@]}" </dev/null
done

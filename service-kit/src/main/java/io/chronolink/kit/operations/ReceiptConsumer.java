package io.chronolink.kit.operations;

import io.chronolink.events.OperationReceipt;
import io.chronolink.events.Topic;
import io.chronolink.events.Topics;
import io.chronolink.kit.events.Batch;
import io.chronolink.kit.events.TopicConsumer;
import jakarta.inject.Singleton;

/** Hears what the other services did with the operations that were accepted here. */
@Singleton
class ReceiptConsumer implements TopicConsumer<OperationReceipt> {

    private final OperationRepository operations;

    ReceiptConsumer(OperationRepository operations) {
        this.operations = operations;
    }

    @Override
    public Topic topic() {
        return Topics.OPERATION_RECEIPTS;
    }

    @Override
    public void apply(Batch<OperationReceipt> batch) {
        operations.add(batch.events());
    }
}

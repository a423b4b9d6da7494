package io.chronolink.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronolink.events.Service;
import io.chronolink.events.Topics;
import io.chronolink.kit.events.TopicConsumer;
import io.chronolink.stack.ChronolinkTestResource;
import io.quarkus.arc.All;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(
        value = ChronolinkTestResource.class,
        initArgs = @ResourceArg(name = "service", value = "schedule"))
class SubscriptionsTest {

    @Inject
    @All
    List<TopicConsumer<?>> consumers;

    @Test
    void theServiceListensToExactlyTheTopicsThatThePlatformSays() {
        assertThat(consumers)
                .extracting(TopicConsumer::topic)
                .filteredOn(topic -> !topic.equals(Topics.OPERATION_RECEIPTS))
                .containsExactlyInAnyOrderElementsOf(Topics.appliedBy(Service.SCHEDULE));
    }
}

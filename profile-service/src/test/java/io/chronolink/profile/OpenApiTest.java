package io.chronolink.profile;

import io.chronolink.stack.ApiOnRecord;
import io.chronolink.stack.ChronolinkTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import org.junit.jupiter.api.Test;

/** What the service says of its API is what is on record. */
@QuarkusTest
@QuarkusTestResource(value = ChronolinkTestResource.class, initArgs = @ResourceArg(name = "service", value = "profile"))
class OpenApiTest {

    @Test
    void theApiIsTheOneOnRecord() {
        ApiOnRecord.compare("profile", RestAssured.get("/q/openapi").asString());
    }
}

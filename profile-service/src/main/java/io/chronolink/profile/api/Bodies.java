package io.chronolink.profile.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.chronolink.kit.web.Failure;
import io.chronolink.profile.domain.ItemFormat;
import io.chronolink.profile.domain.LinkedIdentifier;
import io.chronolink.profile.domain.LinkedItem;
import io.chronolink.profile.domain.TimeProfiles;
import jakarta.inject.Singleton;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Reads bodies; those of the bulk calls as a stream, an object of which one member, an array, counts. */
@Singleton
class Bodies {

    private static final ObjectReader ITEM = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build()
            .readerFor(new TypeReference<Map<String, Object>>() {});

    private interface Element {

        void read(JsonParser json) throws IOException;
    }

    private final int maxItems;

    Bodies(@ConfigProperty(name = "chronolink.max-items") int maxItems) {
        this.maxItems = maxItems;
    }

    /**
     * The items of an upsert.
     *
     * @throws Failure for the mistake that is to be told first, with the text that the API has for it
     */
    List<LinkedItem> items(InputStream body) {
        List<LinkedItem> items = new ArrayList<>();
        ItemFormat format = new ItemFormat();
        each(body, "list_items", json -> {
            if (json.currentToken() != JsonToken.START_OBJECT) {
                throw ItemFormat.wrongType("list_items");
            }
            LinkedItem item = format.linked(ITEM.readValue(json));
            if (item != null) {
                items.add(item);
            }
        });
        format.check();
        return items;
    }

    /** The links of a deletion. */
    List<UUID> links(InputStream body) {
        List<UUID> links = new ArrayList<>();
        each(body, "link_ids", json -> {
            UUID link = json.currentToken() == JsonToken.VALUE_STRING ? ItemFormat.uuid(json.getText()) : null;
            if (link == null) {
                throw ItemFormat.wrongType("link_ids");
            }
            links.add(link);
        });
        return links;
    }

    /** The only item of a body. */
    Map<String, Object> item(InputStream body) {
        try {
            Map<String, Object> item =
                    ITEM.with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).readValue(body);
            if (item == null) {
                throw malformed();
            }
            return item;
        } catch (JsonProcessingException | CharConversionException e) {
            throw malformed();
        } catch (IOException e) {
            throw Failure.of(Failure.Kind.MALFORMED, "The body cannot be read.");
        }
    }

    /** The numbers of a deletion. */
    List<Long> uids(InputStream body) {
        List<Long> uids = new ArrayList<>();
        each(body, "uid_items", json -> {
            if (json.currentToken() != JsonToken.VALUE_NUMBER_INT) {
                throw ItemFormat.wrongType("uid_items");
            }
            if (json.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
                throw TimeProfiles.wrongUid();
            }
            uids.add(json.getLongValue());
        });
        return uids;
    }

    /** The identifiers of an upsert, as far as they matter here. */
    List<LinkedIdentifier> identifiers(InputStream body) {
        List<LinkedIdentifier> items = new ArrayList<>();
        each(body, "list_items", json -> {
            if (json.currentToken() != JsonToken.START_OBJECT) {
                throw ItemFormat.wrongType("list_items");
            }
            items.add(ItemFormat.identifier(ITEM.readValue(json)));
        });
        return items;
    }

    private void each(InputStream body, String member, Element element) {
        try (JsonParser json = ITEM.createParser(body)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw malformed();
            }
            boolean found = false;
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String name = json.currentName();
                json.nextToken();
                if (!name.equals(member)) {
                    json.skipChildren();
                } else if (found) {
                    throw malformed();
                } else {
                    found = true;
                    array(json, member, element);
                }
            }
            if (json.nextToken() != null) {
                throw malformed();
            }
            if (!found) {
                throw ItemFormat.missing(member);
            }
        } catch (JsonProcessingException | CharConversionException e) {
            throw malformed();
        } catch (IOException e) {
            throw Failure.of(Failure.Kind.MALFORMED, "The body cannot be read.");
        }
    }

    private void array(JsonParser json, String member, Element element) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            throw ItemFormat.missing(member);
        }
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw ItemFormat.wrongType(member);
        }
        int count = 0;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (++count > maxItems) {
                throw Failure.tooLarge("At most " + maxItems + " items are taken in one request.");
            }
            element.read(json);
        }
    }

    private static Failure malformed() {
        return Failure.of(Failure.Kind.MALFORMED, "Wrong JSON body");
    }
}

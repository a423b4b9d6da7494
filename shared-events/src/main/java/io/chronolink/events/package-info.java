/**
 * The contracts of Chronolink: what travels in the Kafka topics, by which name, and who listens.
 * One sealed interface of records per owning service; nothing else is shared between services.
 *
 * <p>JSON on the wire, for whoever reads or writes these records:
 *
 * <ul>
 *   <li>Member names are the components' names in snake_case ({@code linkId} is {@code link_id}); free-form
 *       maps keep the names that they were given.
 *   <li>An {@code Instant} is ISO-8601 in UTC with {@code Z}, a {@code LocalDateTime} is ISO-8601 with
 *       seconds and without offset; neither is ever written as a number.
 *   <li>A null is written as {@code null}, never left out. A reader takes an absent nullable member for null,
 *       so that members may be added later; to leave out any other member breaks the contract.
 *   <li>Members that the reader does not know are ignored. Enum values are the constants' names as they stand.
 * </ul>
 *
 * <p>The same rules as JSON Schemas, an AsyncAPI document and golden samples are resources of this package:
 * {@code schemas/}, {@code asyncapi.yaml}, {@code samples/}.
 */
@NullMarked
package io.chronolink.events;

import org.jspecify.annotations.NullMarked;

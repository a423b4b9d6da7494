package io.chronolink.information.api;

import jakarta.ws.rs.core.MediaType;

/** The media types that the API takes and answers, as lists with commas, the first one by default. */
final class Formats {

    /** Of what only this service's own operations read and write. */
    static final String JSON = MediaType.APPLICATION_JSON + "," + TextJson.TYPE;

    /** Of answers. */
    static final String JSON_OR_XML = JSON + "," + MediaType.APPLICATION_XML + "," + MediaType.TEXT_XML;

    /** Of bodies. */
    static final String BODIES = JSON_OR_XML + "," + MediaType.APPLICATION_FORM_URLENCODED;

    private Formats() {}
}

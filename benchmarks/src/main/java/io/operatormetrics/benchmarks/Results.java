package io.operatormetrics.benchmarks;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Leaves a report as {@code <name>.md} and {@code <name>.json}, and prints the previous. */
record Results(Path folder) {

    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    void publish(String name, String markdown, Object report) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(name + ".md"), markdown);
        JSON.writeValue(folder.resolve(name + ".json").toFile(), report);
        System.out.println(markdown);
        System.out.println("also in " + folder.resolve(name + ".md") + " and .json");
    }
}

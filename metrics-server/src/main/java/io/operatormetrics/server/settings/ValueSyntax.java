package io.operatormetrics.server.settings;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The values that a variable may hold, in words and as code.
 *
 * @param expected what a right value looks like, as it stands in messages and in the documentation
 * @param parser empty for a wrong value; never asked about a blank one
 */
public record ValueSyntax<T>(String expected, Function<String, Optional<T>> parser) {

    private static final Pattern COMMA = Pattern.compile(",");
    private static final Pattern PEM = Pattern.compile("-----BEGIN|\\R");
    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,9}");

    public Optional<T> parse(String text) {
        return parser.apply(text);
    }

    /** {@code true} or {@code false}, in any case; nothing else is taken for either. */
    public static ValueSyntax<Boolean> bool() {
        return new ValueSyntax<>(
                "true or false",
                text -> text.equalsIgnoreCase("true")
                        ? Optional.of(true)
                        : text.equalsIgnoreCase("false") ? Optional.of(false) : Optional.empty());
    }

    /** A whole decimal number, both bounds included. */
    public static ValueSyntax<Integer> between(int least, int most) {
        return new ValueSyntax<>(
                least + "-" + most,
                text -> Optional.of(text)
                        .filter(DIGITS.asMatchPredicate())
                        .map(Integer::valueOf)
                        .filter(number -> least <= number && number <= most));
    }

    /** One of some constants by its name, in any case. */
    public static <E extends Enum<E>> ValueSyntax<E> oneOf(Class<E> constants, Function<E, String> name) {
        List<E> values = List.of(constants.getEnumConstants());
        List<String> names = values.stream().map(name).toList();
        String expected = String.join(", ", names.subList(0, names.size() - 1)) + " or " + names.getLast();
        return new ValueSyntax<>(
                expected,
                text -> values.stream()
                        .filter(value -> name.apply(value).equalsIgnoreCase(text))
                        .findFirst());
    }

    /** Text of which the whole matches. */
    public static ValueSyntax<String> matching(Pattern pattern, String expected) {
        return new ValueSyntax<>(expected, text -> Optional.of(text).filter(pattern.asMatchPredicate()));
    }

    /** The path of a file, which need not be there. */
    public static ValueSyntax<Path> path() {
        return new ValueSyntax<>("a path, not the PEM itself", text -> {
            try {
                return PEM.matcher(text).find() ? Optional.empty() : Optional.of(Path.of(text));
            } catch (InvalidPathException malformed) {
                return Optional.empty();
            }
        });
    }

    /** Several, separated by commas; blanks around each do not count, and none may be empty. */
    public static <T> ValueSyntax<List<T>> listOf(ValueSyntax<T> element) {
        return new ValueSyntax<>("comma-separated: " + element.expected(), text -> {
            List<Optional<T>> parsed = Arrays.stream(COMMA.split(text, -1))
                    .map(String::strip)
                    .map(part -> part.isEmpty() ? Optional.<T>empty() : element.parse(part))
                    .toList();
            return parsed.stream().allMatch(Optional::isPresent)
                    ? Optional.of(parsed.stream().flatMap(Optional::stream).collect(Collectors.toUnmodifiableList()))
                    : Optional.empty();
        });
    }
}

package io.operatormetrics.it.roles;

import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.operatormetrics.it.harness.RecordingProxy.Request;

import java.net.URLDecoder;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * One thing that may be done, or was: as fine as RBAC can tell things apart.
 *
 * @param namespace where; "" in all of them, or where there is none
 * @param resource with its subresource, for instance {@code tigerastatuses/status}
 * @param name of the object; "" of any
 */
public record Permission(String namespace, String group, String resource, String name, String verb) {

    private static final Pattern PATH =
            Pattern.compile("/(?:api|apis/([^/]+))/[^/]+(?:/namespaces/([^/]+))?/([^/?]+)(?:/([^/?]+)(?:/([^/?]+))?)?");

    private static final Pattern SELECTED = Pattern.compile("fieldSelector=metadata\\.name=([^&]+)");

    /** What a rule gives, piece by piece. */
    static Stream<Permission> of(String namespace, PolicyRule rule) {
        List<String> names = rule.getResourceNames().isEmpty() ? List.of("") : rule.getResourceNames();
        return rule.getApiGroups().stream()
                .flatMap(group -> rule.getResources().stream()
                        .flatMap(resource -> names.stream()
                                .flatMap(name -> rule.getVerbs().stream()
                                        .map(verb -> new Permission(namespace, group, resource, name, verb)))));
    }

    /** What a request needs; empty when it asks for no resource but for what kinds there are. */
    public static Optional<Permission> of(Request request) {
        String target = URLDecoder.decode(request.target(), UTF_8);
        int question = target.indexOf('?');
        String path = question < 0 ? target : target.substring(0, question);
        Matcher parts = PATH.matcher(path);
        if (!parts.matches() || path.endsWith("/v1") || path.endsWith("/v1alpha1") || path.endsWith("/v3")) {
            return Optional.empty();
        }
        String name = Optional.ofNullable(parts.group(4)).orElseGet(() -> selected(target));
        String subresource = parts.group(5) == null ? "" : "/" + parts.group(5);
        return Optional.of(new Permission(
                text(parts.group(2)),
                text(parts.group(1)),
                parts.group(3) + subresource,
                request.method().equals("POST") ? "" : name,
                verb(request.method(), target, parts.group(4) != null)));
    }

    private static String selected(String target) {
        Matcher selected = SELECTED.matcher(target);
        return selected.find() ? selected.group(1) : "";
    }

    private static String verb(String method, String target, boolean named) {
        return switch (method) {
            case "GET" -> named ? "get" : target.contains("watch=") ? "watch" : "list";
            case "POST" -> "create";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> "delete";
            default -> throw new IllegalArgumentException(method);
        };
    }

    private static String text(String group) {
        return group == null ? "" : group;
    }

    /** Whether who has this right may do that. */
    public boolean covers(Permission done) {
        return (namespace.isEmpty() || namespace.equals(done.namespace))
                && group.equals(done.group)
                && resource.equals(done.resource)
                && (name.isEmpty() || name.equals(done.name))
                && verb.equals(done.verb);
    }
}

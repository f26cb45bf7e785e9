package io.tinyvol.daemon;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds what answers a request. */
final class Router {
  private final List<Route> routes;

  Router(List<Route> routes) {
    this.routes = List.copyOf(routes);
  }

  /**
   * A route, and what the path has for its parameter.
   *
   * @param parameter the parameter, or ""
   */
  record Match(Route route, String parameter) {}

  /**
   * The route of a request.
   *
   * @throws RequestException if there is none of that path, or none that takes the method
   */
  Match find(String method, String path) throws RequestException {
    List<String> allowed = new ArrayList<>();
    for (Route route : routes) {
      Optional<String> parameter = route.match(path);
      if (parameter.isPresent() && route.method().equals(method)) {
        return new Match(route, parameter.get());
      }
      if (parameter.isPresent()) {
        allowed.add(route.method());
      }
    }
    throw allowed.isEmpty()
        ? Problems.noSuchPath(path)
        : Problems.wrongMethod(method, path, allowed);
  }
}

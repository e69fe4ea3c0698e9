# The agent and its four plugins, for docker-compose.yml; target `standin` is the stand-in trading
# system of its demo. Any Debian 12 does as a base: --build-arg DEBIAN=…
ARG DEBIAN=debian:12-slim

FROM ${DEBIAN} AS tools
WORKDIR /livetap
COPY scripts/lib scripts/lib
RUN bash -c '. scripts/lib/say.sh && . scripts/lib/packages.sh && \
      livetap_install "${LIVETAP_BUILD_PACKAGES[@]}"'

FROM tools AS build
COPY CMakeLists.txt CMakePresets.json LICENSE ./
COPY cmake cmake
COPY net net
COPY plugins plugins
COPY agent agent
RUN cmake --preset release -DLIVETAP_DEMO=OFF && cmake --build --preset release \
 && for part in agent plugins; do \
      cmake --install build/release --strip --prefix /out --component "$part" || exit 1; \
    done

FROM build AS build-standin
RUN bash -c '. scripts/lib/say.sh && . scripts/lib/packages.sh && livetap_install librabbitmq-dev'
COPY tests tests
RUN cmake --preset release -DLIVETAP_DEMO=ON \
 && cmake --build --preset release --target livetap_standin \
 && install -D -s build/release/bin/livetap-standin /out/bin/livetap-standin

# What runs: nothing that compiles, nobody who is root.
FROM ${DEBIAN} AS runtime
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates libboost-json1.81.0 \
      libboost-url1.81.0 libpq5 libpqxx-6.4 libspdlog1.10 libsqlite3-0 libssl3 libyaml-cpp0.7 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin livetap \
 && install -d -o livetap -g livetap -m 0700 /var/lib/livetap

FROM runtime AS standin
RUN apt-get update && apt-get install -y --no-install-recommends librabbitmq4 \
 && rm -rf /var/lib/apt/lists/*
COPY --from=build-standin /out/bin/livetap-standin /usr/local/bin/
RUN ! ldd /usr/local/bin/livetap-standin | grep 'not found'
USER livetap
ENTRYPOINT ["livetap-standin"]

FROM runtime AS agent
COPY --from=build /out /usr/local
COPY config/agent.yaml /etc/livetap/agent.yaml
RUN ! ldd /usr/local/bin/agent /usr/local/lib/livetap/*.so | grep 'not found'
USER livetap
ENV LIVETAP_STATE_DIR=/var/lib/livetap
VOLUME /var/lib/livetap
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/4780 && printf 'GET /-/healthy HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 && grep -q ' 200 ' <&3"]
ENTRYPOINT ["agent"]

# One Dockerfile for all services: docker build --build-arg SERVICE=order-sync -t skladbridge/order-sync .
# The sandbox of both platforms is one more: SERVICE=sandbox. `pnpm images` builds all of them.
ARG NODE_IMAGE=node:24-trixie-slim
# Where it is built; has npm beside node, as the public image has.
ARG BUILD_IMAGE=node:24-trixie-slim

FROM ${BUILD_IMAGE} AS build
WORKDIR /src
# That of package.json; a test keeps them equal. As an argument, so that not every change of a script fetches all again.
ARG PNPM=pnpm@10.34.8
RUN npm install --global ${PNPM}
# What the dependencies hang on, before the sources: a change of code does not fetch them again.
COPY pnpm-lock.yaml pnpm-workspace.yaml .npmrc ./
COPY patches patches
RUN pnpm fetch
COPY . .
RUN pnpm install --frozen-lockfile --offline && pnpm build
ARG SERVICE
RUN pnpm --filter "@skladbridge/${SERVICE}" deploy --prod --offline --config.inject-workspace-packages=true /app \
 && node deploy/image/finish.mjs /app

# The bill of materials (CycloneDX) and the licences alone: docker build --target materials --output . …
FROM scratch AS materials
COPY --from=build /app/sbom.cdx.json /app/licences.txt /

FROM ${NODE_IMAGE}
ARG SERVICE
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="skladbridge-${SERVICE}" \
      org.opencontainers.image.description="SkladBridge, MoySklad and inSales in step: ${SERVICE}" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
# NODE_OPTIONS and MALLOC_ARENA_MAX are those of deploy/node-options.mjs; a test keeps them equal.
ENV NODE_ENV=production \
    NODE_OPTIONS="--max-semi-space-size=2 --v8-pool-size=1" \
    MALLOC_ARENA_MAX=2
WORKDIR /app
COPY --from=build /app ./
# By number, so that Kubernetes can see that it is not root. Nothing is written: the root may be read-only.
USER 10001:10001
EXPOSE 8000 8080 9090
STOPSIGNAL SIGTERM
# Node itself is process 1, without a shell; libs/runtime hears SIGTERM.
ENTRYPOINT ["node"]
CMD ["dist/main.js"]

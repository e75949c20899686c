# syntax=docker/dockerfile:1
# The server of a team (docs/team-server.md). Pin NODE_IMAGE by digest where images have to be the same each time.
ARG NODE_IMAGE=node:22-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN npm run build

FROM ${NODE_IMAGE} AS server
WORKDIR /app
COPY --from=build /build/dist ./dist
COPY LICENSE ./
# Beyond loopback it starts only with a login or behind a gateway, and says so otherwise.
ENV NODE_ENV=production EBS_COPY_HOST=0.0.0.0 EBS_COPY_PORT=8000
# The record of sent copies, where no table is shared: the one folder that is written.
RUN mkdir /state && chown node:node /state && chmod 700 /state
ENV EBS_COPY_STATE_DIR=/state
VOLUME /state
USER node
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=3s --start-period=5s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.EBS_COPY_PORT}/health/live`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "dist/main.cjs"]
CMD ["serve-http"]

# docker build --target lambda: the same behind AWS's Lambda Web Adapter, which alone reaches it.
FROM server AS lambda
COPY --from=public.ecr.aws/awsguru/aws-lambda-adapter:1.0.0 /lambda-adapter /opt/extensions/lambda-adapter
ENV EBS_COPY_HOST=127.0.0.1 AWS_LWA_PORT=8000 AWS_LWA_READINESS_CHECK_PATH=/health/live AWS_LWA_INVOKE_MODE=response_stream

FROM server

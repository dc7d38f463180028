FROM node:22-alpine AS build
WORKDIR /restante
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build
RUN npm prune --omit=dev --no-audit --no-fund

FROM node:22-alpine
WORKDIR /restante
COPY --from=build /restante/package.json ./
COPY --from=build /restante/node_modules ./node_modules
COPY --from=build /restante/bin ./bin
COPY --from=build /restante/dist ./dist
# Inside a container only the published ports are reachable, so listening on all addresses is what is meant.
ENV NODE_ENV=production RESTANTE_HOST=0.0.0.0
# A volume here belongs to the user; `RESTANTE_DATA_DIR=/data` keeps mail in it.
RUN install -d -o node -g node -m 700 /data
USER node
EXPOSE 1025 1110 1143 8025
HEALTHCHECK --interval=10s --timeout=10s --start-period=5s CMD ["node", "bin/restante.js", "healthcheck"]
ENTRYPOINT ["node", "bin/restante.js"]

# A Spark Connect server for `engine=spark`: Spark as its Python package brings it, of the release that the tests have, Java from Debian,
# and Node and millrace for its tasks, at the path that they have in docker/Dockerfile.
FROM node:22.21.1-bookworm-slim AS build
WORKDIR /millrace
COPY package.json package-lock.json tsconfig.json tsconfig.build.json ./
COPY src ./src
RUN node src/cli/setup.mjs && npm prune --omit=dev

FROM python:3.12.12-slim-bookworm
RUN apt-get update && apt-get install -y --no-install-recommends openjdk-17-jre-headless && rm -rf /var/lib/apt/lists/*
COPY test/spark/server/requirements.txt /tmp/requirements.txt
RUN pip install --no-cache-dir -r /tmp/requirements.txt && useradd --create-home --uid 1000 spark
COPY --from=build /usr/local/bin/node /usr/local/bin/node
COPY --from=build /millrace/package.json /millrace/
COPY --from=build /millrace/node_modules /millrace/node_modules
COPY --from=build /millrace/dist /millrace/dist
ENV SPARK_HOME=/usr/local/lib/python3.12/site-packages/pyspark
USER spark
WORKDIR /home/spark
EXPOSE 15002
CMD ["/usr/local/lib/python3.12/site-packages/pyspark/bin/spark-submit", "--class", "org.apache.spark.sql.connect.service.SparkConnectServer", "--conf", "spark.connect.grpc.binding.address=0.0.0.0"]

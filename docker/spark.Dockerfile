# A Spark Connect server whose tasks can start Node, which the tasks of millrace run in.
FROM apache/spark:4.0.1-scala2.13-java17-python3-ubuntu
COPY --from=node:22.21.1-bookworm-slim /usr/local/bin/node /usr/local/bin/node
EXPOSE 15002
ENV SPARK_NO_DAEMONIZE=1
CMD ["/opt/spark/sbin/start-connect-server.sh"]

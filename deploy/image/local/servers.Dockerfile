# RabbitMQ, and MongoDB's protocol, for machines that can pull no image. Same ports, users and data folders as the
# public images rabbitmq:4 and mongo:8, so that compose and chart need not know.
ARG SERVERS_ROOT
FROM ${SERVERS_ROOT} AS common
RUN echo 'skladbridge:x:999:999::/data:/bin/sh' >> /etc/passwd && mkdir -p /data/db /var/lib/rabbitmq /run/sockets \
 && chown -R 999:999 /data /var/lib/rabbitmq /run/sockets /var/log/rabbitmq
USER 999:999

FROM common AS rabbitmq
ENV HOME=/var/lib/rabbitmq RABBITMQ_LOGS=-
ENTRYPOINT ["/usr/lib/rabbitmq/bin/rabbitmq-server"]

FROM common AS mongodb
COPY ferretdb /usr/local/bin/ferretdb
COPY postgresql.conf mongodb.sh /etc/skladbridge/
ENTRYPOINT ["bash", "/etc/skladbridge/mongodb.sh"]

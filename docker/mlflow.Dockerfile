# MLflow with what it needs to keep runs in PostgreSQL and files in an S3 store.
FROM python:3.12.12-slim-bookworm
RUN pip install --no-cache-dir mlflow==3.17.2 psycopg2-binary==2.9.13 boto3==1.44.8 && useradd --uid 1000 mlflow
USER mlflow
EXPOSE 5000

"""Spark MLlib LogisticRegression, multinomial, in local mode on our hashed ids."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import pyspark
from pyspark.ml.classification import LogisticRegression
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.functions import col

from clock import Clock
from dataset import DataFault, matrix_path
from outcome import describe_fit

VERSION = pyspark.__version__
# partitions: each holds gradients of its own, so 2 is faster than 1 and needs a larger heap; None: as many as threads.
DEFAULTS: dict[str, Any] = {
    "l2": 1e-5,
    "maxIter": 20,
    "tol": 1e-6,
    "heapGb": 4,
    "partitions": None,
    "bits": 16,
}


def run(data_dir: Path, setting: dict[str, Any], work_dir: Path, threads: int) -> dict[str, Any]:
    """Trains, saves and judges one setting; see run.py for the answer. Starting the JVM is in no phase of the total."""
    clock = Clock()
    with clock.phase("start"):
        session = open_session(setting["heapGb"], threads, work_dir)
    partitions = setting["partitions"] or threads
    with clock.phase("read"):
        train = read_cached(session, data_dir, setting["bits"], partitions)
    trainer = LogisticRegression(
        family="multinomial",
        regParam=setting["l2"],
        elasticNetParam=0.0,
        standardization=False,
        maxIter=setting["maxIter"],
        tol=setting["tol"],
    )
    with clock.phase("train"):
        model = trainer.fit(train)
    model_dir = work_dir / "model"
    with clock.phase("save"):
        model.write().overwrite().save(str(model_dir))

    # The starting point is the first entry.
    iterations = len(model.summary.objectiveHistory) - 1
    test_frame = read_frame(session, data_dir, "test", setting["bits"])
    with clock.phase("predict"):
        test = judge(model, test_frame)
    validation = None
    if matrix_path(data_dir, "validation").is_file():
        validation = judge(model, read_frame(session, data_dir, "validation", setting["bits"]))
    answer = describe_fit(
        clock,
        test,
        validation,
        model_dir,
        total_from="svm",
        iterations=iterations,
        converged=iterations < setting["maxIter"],
        objective=model.summary.objectiveHistory[-1],
    )
    session.stop()
    # The work is done by a JVM that runs on: its processor seconds are not ours to see.
    unseen = {"trainCpuSeconds": None, "totalCpuSeconds": None}
    return {**answer, **unseen, "startSeconds": clock.seconds("start"), "partitions": partitions}


def open_session(heap_gb: int, threads: int, work_dir: Path) -> SparkSession:
    """A local session with the given heap; a JVM out of memory ends at once instead of limping on."""
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    session = (
        SparkSession.builder.master(f"local[{threads}]")
        .config("spark.driver.memory", f"{heap_gb}g")
        .config("spark.driver.extraJavaOptions", "-XX:+ExitOnOutOfMemoryError")
        .config("spark.driver.maxResultSize", "0")
        .config("spark.local.dir", str(work_dir))
        .config("spark.sql.warehouse.dir", str(work_dir / "warehouse"))
        .config("spark.ui.enabled", "false")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    return session


def read_frame(session: SparkSession, data_dir: Path, role: str, bits: int) -> DataFrame:
    """The hashed matrix of a role as label and features."""
    path = matrix_path(data_dir, role)
    if not path.is_file():
        raise DataFault(f"{path}: no such file, wanted the hashed matrix (split_tsv.py --svm-bits makes one)")
    return session.read.format("libsvm").option("numFeatures", str(2**bits)).load(str(path))


def read_cached(session: SparkSession, data_dir: Path, bits: int, partitions: int) -> DataFrame:
    """The train rows in memory, with the number of codes declared: Spark refuses more than 100 undeclared ones."""
    frame = read_frame(session, data_dir, "train", bits)
    code_count = int(frame.agg({"label": "max"}).first()[0]) + 1
    declared = {"ml_attr": {"type": "nominal", "vals": [str(code) for code in range(code_count)]}}
    rows = frame.select(col("label").alias("label", metadata=declared), "features").repartition(partitions).cache()
    rows.count()
    return rows


def judge(model, frame: DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """(truth, predicted) code numbers of a role."""
    pairs = model.transform(frame).select("label", "prediction").collect()
    return tuple(np.array([int(pair[side]) for pair in pairs], dtype=np.int64) for side in (0, 1))

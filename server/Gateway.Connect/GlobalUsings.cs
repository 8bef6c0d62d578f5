global using Proto = Spark.Connect;

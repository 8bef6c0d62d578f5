namespace Gateway.Connect.Analysis;

/// <summary>Answers <c>persist</c>, <c>unpersist</c> and <c>storageLevel</c>.</summary>
internal static class PersistenceAnswers
{
    public static void Persist(AnalysisContext context, Proto.AnalyzePlanRequest.Types.Persist request, Proto.AnalyzePlanResponse response)
    {
        var level = StorageLevel.Of(request.StorageLevel);
        context.Persistence.Add(IdentityOf(context, request.Relation), level);
        response.Persist = new();
    }

    public static void Unpersist(AnalysisContext context, Proto.AnalyzePlanRequest.Types.Unpersist request, Proto.AnalyzePlanResponse response)
    {
        context.Persistence.Remove(IdentityOf(context, request.Relation));
        response.Unpersist = new();
    }

    public static void GetLevel(AnalysisContext context, Proto.AnalyzePlanRequest.Types.GetStorageLevel request, Proto.AnalyzePlanResponse response)
    {
        var level = context.Persistence.Find(IdentityOf(context, request.Relation));
        response.GetStorageLevel = new()
        {
            StorageLevel = level is null
                ? new() { Replication = 1 }
                : new() { UseDisk = level.UsesDisk, UseMemory = level.UsesMemory, UseOffHeap = level.UsesOffHeap, Deserialized = level.IsDeserialized, Replication = level.Replication },
        };
    }

    private static string IdentityOf(AnalysisContext context, Proto.Relation relation) => context.Identity(context.Prepare(relation).Plan);
}

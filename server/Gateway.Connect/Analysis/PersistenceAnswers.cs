using Gateway.Connect.Execution;
using Gateway.Connect.Translation;

namespace Gateway.Connect.Analysis;

/// <summary>Answers <c>persist</c>, <c>unpersist</c> and <c>storageLevel</c>.</summary>
internal static class PersistenceAnswers
{
    private static readonly StorageLevel _default = new(UsesDisk: true, UsesMemory: true, UsesOffHeap: false, IsDeserialized: true, Replication: 1);

    public static void Persist(IQueryEngine engine, Proto.AnalyzePlanRequest.Types.Persist request, Proto.AnalyzePlanResponse response)
    {
        var level = request.StorageLevel is { } wanted ? new StorageLevel(wanted.UseDisk, wanted.UseMemory, wanted.UseOffHeap, wanted.Deserialized, wanted.Replication) : _default;
        engine.Persist(new Translator(engine).Relation(request.Relation), level);
        response.Persist = new();
    }

    public static void Unpersist(IQueryEngine engine, Proto.AnalyzePlanRequest.Types.Unpersist request, Proto.AnalyzePlanResponse response)
    {
        engine.Unpersist(new Translator(engine).Relation(request.Relation), request.Blocking);
        response.Unpersist = new();
    }

    public static void GetLevel(IQueryEngine engine, Proto.AnalyzePlanRequest.Types.GetStorageLevel request, Proto.AnalyzePlanResponse response)
    {
        var level = engine.StorageLevelOf(new Translator(engine).Relation(request.Relation));
        response.GetStorageLevel = new()
        {
            StorageLevel = level is null
                ? new() { Replication = 1 }
                : new() { UseDisk = level.UsesDisk, UseMemory = level.UsesMemory, UseOffHeap = level.UsesOffHeap, Deserialized = level.IsDeserialized, Replication = level.Replication },
        };
    }
}

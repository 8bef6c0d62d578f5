using System.Collections.Immutable;

namespace Gateway.Execution.Plans.Serialization;

/// <summary>Says how objects of one type are written: the type's name, its members' names, their values in that order.</summary>
internal abstract class RecordShape(Type type)
{
    public Type Type { get; } = type;

    public string Name => Type.Name;

    public abstract ImmutableArray<string> Members { get; }

    public abstract void Write(PlanWriter writer, object value);

    public abstract object Read(PlanReader reader);
}

/// <summary>The shape of a record, found when it is first met.</summary>
internal sealed class RecordShape<T> : RecordShape where T : class
{
    private readonly Lazy<RecordMembers<T>> _members = new(static () => new RecordMembers<T>());

    public RecordShape() : base(typeof(T)) { }

    public override ImmutableArray<string> Members => _members.Value.Names;

    public override void Write(PlanWriter writer, object value) => _members.Value.Write(writer, (T)value);

    public override object Read(PlanReader reader) => _members.Value.Read(reader);
}

namespace Gateway.Execution.Plans.Serialization;

/// <summary>Writes and reads values of one static type. A value takes at least one byte.</summary>
internal abstract class Codec<T>
{
    public abstract void Write(PlanWriter writer, T value);

    public abstract T Read(PlanReader reader);
}

using System.Collections.Immutable;
using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.Serialization;

namespace Gateway.Execution.Plans.Serialization;

/// <summary>Finds what a record consists of and compiles its writer and reader.</summary>
/// <remarks>The members are the parameters of the primary constructor, then the other properties that can be set, base types' first.</remarks>
internal sealed class RecordMembers<T>
{
    private readonly List<Member> _members = [];
    private readonly ConstructorInfo? _constructor;
    private readonly Lazy<Action<PlanWriter, T>> _write;
    private readonly Lazy<Func<PlanReader, T>> _read;

    public RecordMembers()
    {
        var nullability = new NullabilityInfoContext();
        _constructor = typeof(T).GetConstructors().Where(IsPrimary).MaxBy(static constructor => constructor.GetParameters().Length);
        if (_constructor is null && !typeof(T).IsValueType)
        {
            throw new System.Diagnostics.UnreachableException($"{typeof(T)} has no constructor over its properties");
        }
        foreach (var parameter in _constructor?.GetParameters() ?? [])
        {
            var property = typeof(T).GetProperty(parameter.Name!)!;
            _members.Add(new Member(property, Codecs.Of(property.PropertyType, nullability.Create(parameter).WriteState == NullabilityState.Nullable)));
        }
        ParameterCount = _members.Count;
        foreach (var property in typeof(T).GetProperties(BindingFlags.Instance | BindingFlags.Public)
            .Where(property => property.SetMethod?.IsPublic == true && !property.IsDefined(typeof(IgnoreDataMemberAttribute)) && !_members.Exists(member => member.Property.Name == property.Name))
            .OrderBy(static property => Depth(property.DeclaringType!)).ThenBy(static property => property.Name, StringComparer.Ordinal))
        {
            _members.Add(new Member(property, Codecs.Of(property.PropertyType, nullability.Create(property).WriteState == NullabilityState.Nullable)));
        }
        Names = [.. _members.Select(static member => member.Property.Name)];
        _write = new Lazy<Action<PlanWriter, T>>(CompileWrite);
        _read = new Lazy<Func<PlanReader, T>>(CompileRead);
    }

    public ImmutableArray<string> Names { get; }

    private int ParameterCount { get; }

    public void Write(PlanWriter writer, T value) => _write.Value(writer, value);

    public T Read(PlanReader reader) => _read.Value(reader);

    private static bool IsPrimary(ConstructorInfo constructor) =>
        constructor.GetParameters().All(static parameter => typeof(T).GetProperty(parameter.Name!)?.PropertyType == parameter.ParameterType);

    private static int Depth(Type type) => type.BaseType is { } parent ? Depth(parent) + 1 : 0;

    private Action<PlanWriter, T> CompileWrite()
    {
        var writer = Expression.Parameter(typeof(PlanWriter));
        var value = Expression.Parameter(typeof(T));
        var calls = _members.Select(member => Expression.Call(Expression.Constant(member.Codec), member.CodecType.GetMethod("Write")!, writer, Expression.Property(value, member.Property)));
        return Expression.Lambda<Action<PlanWriter, T>>(Expression.Block(calls.Append<Expression>(Expression.Empty())), writer, value).Compile();
    }

    private Func<PlanReader, T> CompileRead()
    {
        var reader = Expression.Parameter(typeof(PlanReader));
        Expression Call(Member member) => Expression.Call(Expression.Constant(member.Codec), member.CodecType.GetMethod("Read")!, reader);
        if (_members.Count == 0 && typeof(T).GetField("Instance") is { IsStatic: true } instance && instance.FieldType == typeof(T))
        {
            return Expression.Lambda<Func<PlanReader, T>>(Expression.Field(null, instance), reader).Compile();
        }
        var made = _constructor is null ? Expression.New(typeof(T)) : Expression.New(_constructor, _members.Take(ParameterCount).Select(Call));
        var bindings = _members.Skip(ParameterCount).Select(member => Expression.Bind(member.Property, Call(member)));
        return Expression.Lambda<Func<PlanReader, T>>(Expression.MemberInit(made, bindings), reader).Compile();
    }

    private sealed record Member(PropertyInfo Property, object Codec)
    {
        public Type CodecType => typeof(Codec<>).MakeGenericType(Property.PropertyType);
    }
}

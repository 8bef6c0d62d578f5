using System.Collections.Concurrent;
using System.Collections.Immutable;
using Gateway.Compute.Expressions;

namespace Gateway.Execution.Plans.Serialization;

/// <summary>Finds the codec of a static type; it is made once.</summary>
internal static class Codecs
{
    private static readonly ConcurrentDictionary<(Type Type, bool Optional), object> _codecs = new(
    [
        new((typeof(bool), false), new BooleanCodec()),
        new((typeof(byte), false), new ByteCodec()),
        new((typeof(int), false), new Int32Codec()),
        new((typeof(long), false), new Int64Codec()),
        new((typeof(double), false), new DoubleCodec()),
        new((typeof(string), false), new NameCodec()),
        new((typeof(string), true), new OptionalNameCodec()),
        new((typeof(ExpressionId), false), new ExpressionIdCodec()),
        new((typeof(object), true), new BoxedValueCodec()),
        new((typeof(object), false), new BoxedValueCodec()),
        new((typeof(object[]), false), new BoxedRowCodec()),
        new((typeof(IReadOnlyDictionary<string, string>), false), new TextsCodec()),
    ]);

    public static Codec<T> Of<T>() => (Codec<T>)Of(typeof(T), isOptional: false);

    /// <param name="isOptional">Whether a reference may be null; says nothing for value types.</param>
    public static object Of(Type type, bool isOptional) => _codecs.GetOrAdd((type, isOptional && !type.IsValueType), static key => Make(key.Type, key.Optional));

    private static object Make(Type type, bool isOptional)
    {
        if (!type.IsValueType)
        {
            return Make(isOptional ? typeof(OptionalReferenceCodec<>) : typeof(ReferenceCodec<>), [type]);
        }
        if (type.IsEnum)
        {
            return Make(typeof(EnumCodec<>), [type]);
        }
        var definition = type.IsGenericType ? type.GetGenericTypeDefinition() : null;
        Type[] arguments = type.GetGenericArguments();
        return definition == typeof(Nullable<>) ? Make(typeof(NullableCodec<>), arguments, Inner(arguments))
            : definition == typeof(ImmutableArray<>) ? Make(typeof(ImmutableArrayCodec<>), arguments, Inner(arguments))
            : definition == typeof(ValueTuple<,>) ? Make(typeof(PairCodec<,>), arguments, Inner(arguments))
            : Make(typeof(StructCodec<>), [type]);
    }

    private static object[] Inner(Type[] types) => Array.ConvertAll(types, static type => Of(type, isOptional: false));

    private static object Make(Type definition, Type[] arguments, params object[] inner) => Activator.CreateInstance(definition.MakeGenericType(arguments), inner)!;
}

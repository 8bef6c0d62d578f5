using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Columns;
using Gateway.Core.Types;
using Gateway.Storage.Files;
using Gateway.Storage.Memory;

namespace Gateway.Execution.Tests.Plans.Serialization;

/// <summary>Prints everything that an object graph holds, field by field and without the codec's help; shared objects print once.</summary>
internal sealed class StructuralText
{
    private static readonly HashSet<string> _caches = ["_resolved", "_type", "_replacement"];

    private readonly StringBuilder _text = new();
    private readonly Dictionary<object, int> _seen = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<ExpressionId, int> _ids = [];
    private int _insideType;

    /// <summary>Gets the types of all objects met.</summary>
    public HashSet<Type> Types { get; } = [];

    public static string Of(object? value)
    {
        var printer = new StructuralText();
        printer.Print(value);
        return printer._text.ToString();
    }

    public void Print(object? value)
    {
        switch (value)
        {
            case null:
                _text.Append("null");
                return;
            case string text:
                _text.Append('"').AppendJoin(' ', text.Select(static c => ((int)c).ToString("x", CultureInfo.InvariantCulture))).Append('"');
                return;
            case double number:
                _text.Append("f64 ").Append(BitConverter.DoubleToInt64Bits(number));
                return;
            case float number:
                _text.Append("f32 ").Append(BitConverter.SingleToInt32Bits(number));
                return;
            case ExpressionId id:
                _text.Append('#').Append(_ids.TryGetValue(id, out int number1) ? number1 : _ids[id] = _ids.Count);
                return;
        }
        var type = value.GetType();
        if (type.IsPrimitive || type.IsEnum || value is Int128)
        {
            _text.Append(type.Name).Append(' ').Append(Convert.ToString(value, CultureInfo.InvariantCulture));
            return;
        }
        Types.Add(type);
        if (value is FunctionDefinition function)
        {
            _text.Append("function ").Append(function.Name).Append(function.IsInternal);
            return;
        }
        if (value is Metadata metadata)
        {
            _text.Append(metadata.Json);
            return;
        }
        if (!type.IsValueType && _insideType == 0 && value is not DataType)
        {
            if (_seen.TryGetValue(value, out int number))
            {
                _text.Append('@').Append(number);
                return;
            }
            _seen.Add(value, _seen.Count);
        }
        _insideType += value is DataType ? 1 : 0;
        PrintContent(value, type);
        _insideType -= value is DataType ? 1 : 0;
    }

    private void PrintContent(object value, Type type)
    {
        switch (value)
        {
            case FileSource source:
                Print(source.Scan);
                break;
            case MemorySource source:
                Print(source.Schema);
                Print(source.Partitions);
                foreach (var batch in source.Batches)
                {
                    _text.Append("batch ").Append(batch.RowCount);
                    for (int row = 0; row < batch.RowCount; row++)
                    {
                        foreach (var column in batch.Columns)
                        {
                            Print(ColumnValues.Get(column, row));
                        }
                    }
                }
                break;
            case IDictionary entries:
                foreach (DictionaryEntry entry in entries)
                {
                    Print(entry.Key);
                    Print(entry.Value);
                }
                break;
            case IEnumerable when type.IsGenericType && type.Name.StartsWith("ImmutableArray", StringComparison.Ordinal) && (bool)type.GetProperty("IsDefault")!.GetValue(value)!:
                _text.Append("default");
                break;
            case IEnumerable items:
                _text.Append('[');
                foreach (object? item in items)
                {
                    Print(item);
                    _text.Append(", ");
                }
                _text.Append(']');
                break;
            default:
                _text.Append(type.Name).Append('{');
                for (var declaring = type; declaring is not null; declaring = declaring.BaseType)
                {
                    foreach (var member in declaring.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                    {
                        if (!_caches.Contains(member.Name))
                        {
                            _text.Append(member.Name).Append('=');
                            Print(member.GetValue(value));
                            _text.Append("; ");
                        }
                    }
                }
                _text.Append('}');
                break;
        }
    }
}

using System.Numerics;
using Gateway.Compute.Coercion;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Compute.Kernels;
using Gateway.Core.Columns;
using Gateway.Core.Memory;
using Gateway.Core.Types;
using Xunit;

namespace Gateway.Compute.Tests.Kernels;

/// <summary>Runs vector kernels over many lengths and null patterns against arithmetic done value by value.</summary>
public sealed unsafe class KernelOracleTests
{
    private static readonly int[] _lengths = [0, 1, 7, 8, 9, 63, 64, 65, 1000];

    public static TheoryData<string, string> Operations
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string type in new[] { "tinyint", "smallint", "int", "bigint", "double", "decimal(9,2)", "decimal(25,3)" })
            {
                foreach (string operation in new[] { "+", "-", "*", "<", "<=", "=", ">", ">=", "<=>", "%" })
                {
                    data.Add(type, operation);
                }
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public void BinaryOperation_AllLengthsAndNulls_AgreesWithScalar(string typeText, string operation)
    {
        var type = Tables.TypeNotation.Parse(typeText);
        var random = new Random(17);
        using var pool = new MemoryPool();
        using var memory = new MemoryScope(pool);
        var context = new EvaluationContext(QuerySettings.Default with { BatchSize = 1000 }, memory);
        foreach (int length in _lengths)
        {
            foreach (int nullPercent in new[] { 0, 30, 100 })
            {
                object?[] left = Values(type, length, nullPercent, random);
                object?[] right = Values(type, length, nullPercent, random);
                Column[] columns = [Fill(type, left, memory), Fill(type, right, memory)];
                var call = TypeCoercion.Coerce(
                    new FunctionCall(FunctionRegistry.Builtin.Find(operation)!, operation, [new BoundReference(0, type, true), new BoundReference(1, type, true)], EvaluationMode.Try),
                    new CoercionContext(true));
                var batch = new Batch(columns);
                batch.SetAll(length);
                foreach (var selection in Selections(length, memory))
                {
                    var result = EvaluatorCompiler.Compile(call, context).Evaluate(batch, selection);
                    for (int i = 0; i < selection.Count; i++)
                    {
                        int row = selection[i];
                        object? expected = Expected(operation, type, call.Type, left[row], right[row]);
                        Assert.True(Equals(expected, ColumnValues.Get(result, row)), $"{left[row]} {operation} {right[row]} at {row} of {length}: {ColumnValues.Get(result, row)}, expected {expected}");
                    }
                    if (call.Type is BooleanType && operation != "<=>")
                    {
                        int* rows = (int*)memory.Allocate((nuint)((length + 16) * sizeof(int)));
                        int found = Predicate.Compile(call, context).Select(batch, selection, rows);
                        int[] passing = [.. Enumerable.Range(0, selection.Count).Select(i => selection[i]).Where(row => Equals(Expected(operation, type, call.Type, left[row], right[row]), true))];
                        Assert.Equal(passing, new Span<int>(rows, found).ToArray());
                    }
                }
            }
        }
    }

    /// <summary>All rows, every second row, and few rows.</summary>
    private static List<Selection> Selections(int length, MemoryScope memory)
    {
        var all = new List<Selection> { Selection.All(length) };
        foreach (int step in new[] { 2, 20 })
        {
            int* rows = (int*)memory.Allocate((nuint)((length + 16) * sizeof(int)));
            int count = 0;
            for (int row = 0; row < length; row += step)
            {
                rows[count++] = row;
            }
            all.Add(new Selection(rows, count));
        }
        return all;
    }

    private static Column Fill(DataType type, object?[] values, MemoryScope memory)
    {
        var column = Column.Create(type, Math.Max(1, values.Length), memory);
        for (int i = 0; i < values.Length; i++)
        {
            ColumnValues.Set(column, i, values[i]);
        }
        return column;
    }

    private static object?[] Values(DataType type, int length, int nullPercent, Random random) =>
        [.. Enumerable.Range(0, length).Select(_ => random.Next(100) < nullPercent ? null : Value(type, random))];

    private static object Value(DataType type, Random random)
    {
        bool extreme = random.Next(4) == 0;
        return type switch
        {
            ByteType => extreme ? random.Next(2) == 0 ? sbyte.MinValue : sbyte.MaxValue : (sbyte)random.Next(-9, 10),
            ShortType => extreme ? random.Next(2) == 0 ? short.MinValue : short.MaxValue : (short)random.Next(-9, 10),
            IntegerType => extreme ? random.Next(2) == 0 ? int.MinValue : int.MaxValue : random.Next(-9, 10),
            LongType => extreme ? random.Next(2) == 0 ? long.MinValue : long.MaxValue : random.NextInt64(-9, 10),
            DoubleType => extreme ? new[] { double.NaN, double.PositiveInfinity, -0.0, 0.0 }[random.Next(4)] : random.Next(-9, 10) / 2.0,
            DecimalType d => extreme ? (Int128)(d.Precision > 18 ? BigInteger.Pow(10, d.Precision) - 1 : (long)Math.Pow(10, d.Precision) - 1) * (random.Next(2) == 0 ? 1 : -1) : random.Next(-99, 100),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static object? Expected(string operation, DataType type, DataType result, object? left, object? right)
    {
        if (operation == "<=>")
        {
            return left is null || right is null ? left is null && right is null : Compare(left, right) == 0;
        }
        if (left is null || right is null)
        {
            return null;
        }
        switch (operation)
        {
            case "<":
                return Compare(left, right) < 0;
            case "<=":
                return Compare(left, right) <= 0;
            case "=":
                return Compare(left, right) == 0;
            case ">":
                return Compare(left, right) > 0;
            case ">=":
                return Compare(left, right) >= 0;
        }
        if (type is DoubleType)
        {
            var (x, y) = ((double)left, (double)right);
            return operation switch { "+" => x + y, "-" => x - y, "*" => x * y, _ => y == 0 ? null : x % y };
        }
        var a = BigInteger.Parse(left.ToString()!, System.Globalization.CultureInfo.InvariantCulture);
        var b = BigInteger.Parse(right.ToString()!, System.Globalization.CultureInfo.InvariantCulture);
        if (operation == "%" && b.IsZero)
        {
            return null;
        }
        var exact = operation switch { "+" => a + b, "-" => a - b, "*" => a * b, _ => BigInteger.Remainder(a, b) };
        if (result is DecimalType d)
        {
            int scale = operation == "*" ? 2 * ((DecimalType)type).Scale : ((DecimalType)type).Scale;
            var divisor = BigInteger.Pow(10, Math.Max(0, scale - d.Scale));
            var quotient = BigInteger.DivRem(exact, divisor, out var rest);
            var rounded = BigInteger.Abs(rest) * 2 >= divisor && divisor > 1 ? quotient + exact.Sign : quotient;
            return BigInteger.Abs(rounded) < BigInteger.Pow(10, d.Precision) ? (Int128)rounded : null;
        }
        return type switch
        {
            ByteType => exact >= sbyte.MinValue && exact <= sbyte.MaxValue ? (sbyte)exact : null,
            ShortType => exact >= short.MinValue && exact <= short.MaxValue ? (short)exact : null,
            IntegerType => exact >= int.MinValue && exact <= int.MaxValue ? (int)exact : null,
            _ => exact >= long.MinValue && exact <= long.MaxValue ? (long)exact : null,
        };
    }

    private static int Compare(object left, object right) => left is double x ? ValueComparer.CompareFloating(x, (double)right) : ((IComparable)left).CompareTo(right);
}

using System.Globalization;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Kernels;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Nested;

/// <summary>A number that two vectors of one length give; false for NULL.</summary>
internal interface IVectorPairOperation
{
    static abstract bool Invoke(ReadOnlySpan<float> left, ReadOnlySpan<float> right, out float result);
}

internal readonly struct InnerProductOperation : IVectorPairOperation
{
    public static bool Invoke(ReadOnlySpan<float> left, ReadOnlySpan<float> right, out float result)
    {
        double sum = 0;
        for (int i = 0; i < left.Length; i++)
        {
            sum += (double)left[i] * right[i];
        }
        result = (float)sum;
        return true;
    }
}

/// <summary>NULL where a vector has no direction.</summary>
internal readonly struct CosineSimilarityOperation : IVectorPairOperation
{
    public static bool Invoke(ReadOnlySpan<float> left, ReadOnlySpan<float> right, out float result)
    {
        double product = 0;
        double leftSquares = 0;
        double rightSquares = 0;
        for (int i = 0; i < left.Length; i++)
        {
            product += (double)left[i] * right[i];
            leftSquares += (double)left[i] * left[i];
            rightSquares += (double)right[i] * right[i];
        }
        double scale = Math.Sqrt(leftSquares * rightSquares);
        result = (float)(product / scale);
        return scale != 0;
    }
}

internal readonly struct EuclideanDistanceOperation : IVectorPairOperation
{
    public static bool Invoke(ReadOnlySpan<float> left, ReadOnlySpan<float> right, out float result)
    {
        double sum = 0;
        for (int i = 0; i < left.Length; i++)
        {
            double difference = (double)left[i] - right[i];
            sum += difference * difference;
        }
        result = (float)Math.Sqrt(sum);
        return true;
    }
}

/// <summary>Reads rows of an ARRAY&lt;FLOAT&gt; column as vectors.</summary>
internal sealed unsafe class VectorReader
{
    private float[] _copy = [];

    /// <summary>Gets a row that is not NULL; <paramref name="hasNull"/> tells of a NULL among its elements.</summary>
    public ReadOnlySpan<float> Read(ListReader lists, int row, out bool hasNull)
    {
        var span = lists[row];
        var elements = lists.First;
        hasNull = false;
        for (int i = span.Offset; elements.HasNulls && i < span.Offset + span.Length; i++)
        {
            hasNull |= elements.IsNull(i);
        }
        if (elements.Shape == ColumnShape.Flat)
        {
            return new ReadOnlySpan<float>(elements.Data<float>() + span.Offset, span.Length);
        }
        if (_copy.Length < span.Length)
        {
            _copy = new float[span.Length];
        }
        var reader = elements.Read<float>();
        for (int i = 0; i < span.Length; i++)
        {
            _copy[i] = reader[span.Offset + i];
        }
        return _copy.AsSpan(0, span.Length);
    }

    public static QueryException Mismatch(string function, int left, int right) => new("VECTOR_DIMENSION_MISMATCH",
        ("functionName", Quote.Id(function)), ("leftDim", left.ToString(CultureInfo.InvariantCulture)), ("rightDim", right.ToString(CultureInfo.InvariantCulture)));
}

/// <summary>Computes a number of two vectors; NULL where either, or an element, is NULL.</summary>
internal sealed unsafe class VectorPairFunction<TOp>(BoundCall site) : ColumnFunction(site)
    where TOp : struct, IVectorPairOperation
{
    private readonly VectorReader _left = new();
    private readonly VectorReader _right = new();

    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        var lefts = new ListReader(arguments[0]);
        var rights = new ListReader(arguments[1]);
        float* values = result.Data<float>();
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            if (lefts.IsNull(row) || rights.IsNull(row))
            {
                result.SetNull(row);
                continue;
            }
            var left = _left.Read(lefts, row, out bool leftHasNull);
            var right = _right.Read(rights, row, out bool rightHasNull);
            if (left.Length != right.Length)
            {
                throw VectorReader.Mismatch(Site.Call.Function.Name, left.Length, right.Length);
            }
            if (leftHasNull || rightHasNull || !TOp.Invoke(left, right, out values[row]))
            {
                result.SetNull(row);
            }
        }
    }
}

/// <summary>Computes the length of vectors in one of three norms, or the vectors divided by it.</summary>
internal sealed unsafe class VectorNormFunction(BoundCall site) : ColumnFunction(site)
{
    private readonly VectorReader _vectors = new();

    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        var vectors = new ListReader(arguments[0]);
        var degrees = arguments[1].Read<float>();
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            if (vectors.IsNull(row) || !degrees.IsValid(row))
            {
                NullRow.Set(result, row);
                continue;
            }
            float degree = degrees[row];
            if (degree != 1 && degree != 2 && !float.IsPositiveInfinity(degree))
            {
                throw new QueryException("INVALID_VECTOR_NORM_DEGREE", ("functionName", Quote.Id(Site.Call.Function.Name)), ("degree", Expressions.LiteralText.FloatingText(degree)));
            }
            var vector = _vectors.Read(vectors, row, out bool hasNull);
            double norm = Norm(vector, degree);
            if (hasNull || (result.Physical == PhysicalType.List && norm == 0 && vector.Length > 0))
            {
                NullRow.Set(result, row);
            }
            else if (result.Physical == PhysicalType.List)
            {
                Divide(vector, norm, result, row);
            }
            else
            {
                result.Data<float>()[row] = (float)norm;
            }
        }
    }

    private static double Norm(ReadOnlySpan<float> vector, float degree)
    {
        double norm = 0;
        foreach (float element in vector)
        {
            norm = degree switch
            {
                1 => norm + Math.Abs((double)element),
                2 => norm + (double)element * element,
                _ => Math.Max(norm, Math.Abs((double)element)),
            };
        }
        return degree == 2 ? Math.Sqrt(norm) : norm;
    }

    private static void Divide(ReadOnlySpan<float> vector, double norm, Column result, int row)
    {
        int start = result.AppendChildren(vector.Length);
        result.Data<ListSpan>()[row] = new ListSpan(start, vector.Length);
        float* elements = result.Children[0].Data<float>() + start;
        for (int i = 0; i < vector.Length; i++)
        {
            elements[i] = (float)(vector[i] / norm);
        }
    }
}

using Gateway.Core.Types;

namespace Gateway.Core.Columns;

/// <summary>Orders and equates single values of any type, for nested values and other cold paths.</summary>
/// <remarks>Semantics: Spark's ordering. NaN equals NaN and is largest, -0.0 equals 0.0, NULL sorts first, arrays and structs compare element by element, strings by the collation of the left column's type.</remarks>
public static unsafe class ValueComparer
{
    /// <summary>Compares two rows of columns of the same type; NULLs are equal and smallest.</summary>
    public static int Compare(Column left, int leftRow, Column right, int rightRow)
    {
        bool leftNull = left.IsNull(leftRow);
        bool rightNull = right.IsNull(rightRow);
        if (leftNull || rightNull)
        {
            return leftNull == rightNull ? 0 : leftNull ? -1 : 1;
        }
        int leftSlot = left.Slot(leftRow);
        int rightSlot = right.Slot(rightRow);
        byte* leftValues = left.Source.Values;
        byte* rightValues = right.Source.Values;
        switch (left.Physical)
        {
            case PhysicalType.Boolean:
                return leftValues[leftSlot].CompareTo(rightValues[rightSlot]);
            case PhysicalType.Int8:
                return ((sbyte*)leftValues)[leftSlot].CompareTo(((sbyte*)rightValues)[rightSlot]);
            case PhysicalType.Int16:
                return ((short*)leftValues)[leftSlot].CompareTo(((short*)rightValues)[rightSlot]);
            case PhysicalType.Int32:
                return ((int*)leftValues)[leftSlot].CompareTo(((int*)rightValues)[rightSlot]);
            case PhysicalType.Int64:
                return ((long*)leftValues)[leftSlot].CompareTo(((long*)rightValues)[rightSlot]);
            case PhysicalType.Float32:
                return CompareFloating(((float*)leftValues)[leftSlot], ((float*)rightValues)[rightSlot]);
            case PhysicalType.Float64:
                return CompareFloating(((double*)leftValues)[leftSlot], ((double*)rightValues)[rightSlot]);
            case PhysicalType.Int128:
                return ((Int128*)leftValues)[leftSlot].CompareTo(((Int128*)rightValues)[rightSlot]);
            case PhysicalType.String when left.Type is StringType { Rules: { } rules }:
                return rules.Compare(StringView.Span((StringView*)leftValues + leftSlot), StringView.Span((StringView*)rightValues + rightSlot));
            case PhysicalType.String:
                return StringView.Compare(ref ((StringView*)leftValues)[leftSlot], ref ((StringView*)rightValues)[rightSlot]);
            case PhysicalType.Interval:
                var a = ((CalendarInterval*)leftValues)[leftSlot];
                var b = ((CalendarInterval*)rightValues)[rightSlot];
                return (a.Months, a.Days, a.Microseconds).CompareTo((b.Months, b.Days, b.Microseconds));
            case PhysicalType.List:
            case PhysicalType.Map:
                return CompareLists(left.Source, ((ListSpan*)leftValues)[leftSlot], right.Source, ((ListSpan*)rightValues)[rightSlot]);
            case PhysicalType.Struct:
                for (int i = 0; i < left.Source.Children.Length; i++)
                {
                    int order = Compare(left.Source.Children[i], leftSlot, right.Source.Children[i], rightSlot);
                    if (order != 0)
                    {
                        return order;
                    }
                }
                return 0;
            case PhysicalType.Null:
                return 0;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    public static bool AreEqual(Column left, int leftRow, Column right, int rightRow) => Compare(left, leftRow, right, rightRow) == 0;

    /// <summary>Orders floating-point values: -0.0 equals 0.0, NaN is largest and equals itself.</summary>
    public static int CompareFloating(double left, double right) => left < right ? -1 : left > right ? 1 : left == right ? 0 : double.IsNaN(left).CompareTo(double.IsNaN(right));

    private static int CompareLists(Column left, ListSpan leftSpan, Column right, ListSpan rightSpan)
    {
        int common = Math.Min(leftSpan.Length, rightSpan.Length);
        for (int i = 0; i < common; i++)
        {
            for (int child = 0; child < left.Children.Length; child++)
            {
                int order = Compare(left.Children[child], leftSpan.Offset + i, right.Children[child], rightSpan.Offset + i);
                if (order != 0)
                {
                    return order;
                }
            }
        }
        return leftSpan.Length.CompareTo(rightSpan.Length);
    }
}

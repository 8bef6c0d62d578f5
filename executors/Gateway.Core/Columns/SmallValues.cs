using System.Runtime.InteropServices;

namespace Gateway.Core.Columns;

/// <summary>The elements of one array or map row: a slice of the child column.</summary>
/// <param name="Offset">First element in the child.</param>
/// <param name="Length">Number of elements.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct ListSpan(int Offset, int Length);

/// <summary>Legacy interval value.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct CalendarInterval(int Months, int Days, long Microseconds);

using System.Numerics;
using System.Runtime.CompilerServices;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Execution.Joins;

/// <summary>The smallest and the largest value of a join's build key. They are complete when the build stage is; a scan that feeds the probing then leaves out what lies outside.</summary>
internal sealed class KeyBounds(int key, DataType type)
{
    private readonly Lock _lock = new();

    /// <summary>Gets the position of the key among the join's.</summary>
    public int Key => key;

    public DataType Type => type;

    public long Minimum { get; private set; } = long.MaxValue;

    /// <summary>Gets the largest value; below <see cref="Minimum"/> when there is no row.</summary>
    public long Maximum { get; private set; } = long.MinValue;

    /// <summary>Tells whether values of a type are integers of at most 64 bits that order as the type does.</summary>
    public static bool CanTrack(DataType type) => type is ByteType or ShortType or IntegerType or LongType or DateType or TimestampType or TimestampNtzType;

    public Range CreateRange() => new(this);

    /// <summary>The bounds of what one worker has seen.</summary>
    public sealed class Range(KeyBounds bounds)
    {
        private long _minimum = long.MaxValue;
        private long _maximum = long.MinValue;

        /// <summary>Takes the selected rows of the key's column, which are not NULL.</summary>
        public void Add(Column column, Selection rows)
        {
            switch (column.Physical)
            {
                case PhysicalType.Int8:
                    Add<sbyte>(column, rows);
                    break;
                case PhysicalType.Int16:
                    Add<short>(column, rows);
                    break;
                case PhysicalType.Int32:
                    Add<int>(column, rows);
                    break;
                case PhysicalType.Int64:
                    Add<long>(column, rows);
                    break;
                default:
                    throw new System.Diagnostics.UnreachableException();
            }
        }

        /// <summary>Adds what the worker has seen to the join's bounds.</summary>
        public void Merge()
        {
            lock (bounds._lock)
            {
                bounds.Minimum = Math.Min(bounds.Minimum, _minimum);
                bounds.Maximum = Math.Max(bounds.Maximum, _maximum);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Add<T>(Column column, Selection rows) where T : unmanaged, IBinaryInteger<T>
        {
            if (rows.Count == 0)
            {
                return;
            }
            var reader = column.Read<T>();
            T minimum = reader[rows[0]];
            T maximum = minimum;
            for (int i = 1; i < rows.Count; i++)
            {
                T value = reader[rows[i]];
                minimum = value < minimum ? value : minimum;
                maximum = value > maximum ? value : maximum;
            }
            _minimum = Math.Min(_minimum, long.CreateTruncating(minimum));
            _maximum = Math.Max(_maximum, long.CreateTruncating(maximum));
        }
    }
}

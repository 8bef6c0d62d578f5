namespace Gateway.Compute.Time;

/// <summary>Converts between instants and local times of one zone with the rules of java.time.</summary>
/// <remarks>
/// Transitions are held up to the year 2500; as the calendar repeats every 400 years, later instants are moved back by
/// whole cycles. A local time in a gap is moved forward by the gap, one in an overlap takes the earlier offset.
/// </remarks>
public sealed class TimeZoneRules
{
    private const long SecondsPerCycle = 146_097L * TimeUnits.SecondsPerDay;

    /// <summary>2100-01-01T00:00:00Z: from here on every zone with yearly changes follows its last rule.</summary>
    private const long CycleStart = 4_102_444_800;

    private readonly long[] _transitions;
    private readonly int[] _offsets;
    private readonly bool[] _daylight;
    private readonly long[] _localEnds;
    private readonly bool _isCyclic;

    /// <param name="transitions">Ascending instants in seconds.</param>
    /// <param name="offsets">Offsets in seconds before the first and after each transition.</param>
    /// <param name="daylight">Whether daylight saving time is in force, parallel to the offsets.</param>
    internal TimeZoneRules(string id, long[] transitions, int[] offsets, bool[] daylight, bool isCyclic)
    {
        Id = id;
        _transitions = transitions;
        _offsets = offsets;
        _daylight = daylight;
        _isCyclic = isCyclic;
        _localEnds = new long[transitions.Length];
        for (int index = 0; index < transitions.Length; index++)
        {
            _localEnds[index] = transitions[index] + Math.Max(offsets[index], offsets[index + 1]);
        }
    }

    internal TimeZoneRules(string id, int offsetSeconds)
        : this(id, [], [offsetSeconds], [false], isCyclic: false)
    {
    }

    public static TimeZoneRules Utc { get; } = new("UTC", 0);

    /// <summary>The id as java.time writes it.</summary>
    public string Id { get; }

    public bool IsFixed => _transitions.Length == 0;

    /// <summary>The offset of a zone without transitions, or the earliest one.</summary>
    public int FirstOffset => _offsets[0];

    public int OffsetSecondsAt(long utcSeconds) => IsFixed ? _offsets[0] : _offsets[IndexAt(utcSeconds)];

    public bool IsDaylightAt(long utcSeconds) => _daylight[IndexAt(utcSeconds)];

    public int OffsetSecondsAtMicros(long microsSinceEpoch) =>
        IsFixed ? _offsets[0] : OffsetSecondsAt(TimeUnits.FloorDivide(microsSinceEpoch, TimeUnits.MicrosPerSecond));

    /// <summary>The local date and time at an instant.</summary>
    public CivilDateTime ToLocal(long microsSinceEpoch) => CivilDateTime.FromMicros(microsSinceEpoch, OffsetSecondsAtMicros(microsSinceEpoch));

    /// <summary>The local date at an instant.</summary>
    public int ToDays(long microsSinceEpoch) => (int)ToLocal(microsSinceEpoch).Days;

    /// <summary>The offset that a local time is read with.</summary>
    public int OffsetSecondsOfLocal(long localSeconds)
    {
        if (IsFixed)
        {
            return _offsets[0];
        }

        return _offsets[LocalIndex(ref localSeconds)];
    }

    /// <summary>The offset that a local time is read with, which in an overlap is the preferred one if that is possible.</summary>
    public int OffsetSecondsOfLocal(long localSeconds, int preferredOffset)
    {
        if (IsFixed)
        {
            return _offsets[0];
        }

        int index = LocalIndex(ref localSeconds);
        int offset = _offsets[index];
        if (offset == preferredOffset || index == _transitions.Length)
        {
            return offset;
        }

        int next = _offsets[index + 1];
        bool inOverlap = next < offset && localSeconds >= _transitions[index] + next;
        return inOverlap && next == preferredOffset ? next : offset;
    }

    public bool TryToMicros(CivilDateTime local, out long microsSinceEpoch) =>
        local.TryToMicros(OffsetSecondsOfLocal(local.LocalSeconds), out microsSinceEpoch);

    public bool TryToMicros(CivilDateTime local, int preferredOffset, out long microsSinceEpoch) =>
        local.TryToMicros(OffsetSecondsOfLocal(local.LocalSeconds, preferredOffset), out microsSinceEpoch);

    /// <summary>The first instant of a local day: midnight, or the end of the gap that swallows it.</summary>
    public bool TryStartOfDay(long days, out long microsSinceEpoch)
    {
        long localSeconds = days * TimeUnits.SecondsPerDay;
        if (IsFixed)
        {
            return new CivilDateTime(days, 0).TryToMicros(_offsets[0], out microsSinceEpoch);
        }

        long cycled = localSeconds;
        int index = LocalIndex(ref cycled);
        if (index < _transitions.Length && _offsets[index + 1] > _offsets[index] && cycled >= _transitions[index] + _offsets[index])
        {
            long shift = cycled - (_transitions[index] + _offsets[index]);
            return new CivilDateTime(days, 0).TryToMicros(_offsets[index] + (int)shift, out microsSinceEpoch);
        }

        return new CivilDateTime(days, 0).TryToMicros(_offsets[index], out microsSinceEpoch);
    }

    private int IndexAt(long utcSeconds)
    {
        if (_isCyclic && utcSeconds >= CycleStart)
        {
            utcSeconds = CycleStart + ((utcSeconds - CycleStart) % SecondsPerCycle);
        }

        return CountUpTo(_transitions, utcSeconds);
    }

    private int LocalIndex(ref long localSeconds)
    {
        if (_isCyclic && localSeconds >= CycleStart + TimeUnits.SecondsPerDay)
        {
            localSeconds = CycleStart + TimeUnits.SecondsPerDay + ((localSeconds - CycleStart - TimeUnits.SecondsPerDay) % SecondsPerCycle);
        }

        return CountUpTo(_localEnds, localSeconds);
    }

    /// <summary>Counts the ascending values that are not above the limit.</summary>
    private static int CountUpTo(long[] values, long limit)
    {
        int low = 0;
        int high = values.Length;
        while (low < high)
        {
            int middle = (int)((uint)(low + high) >> 1);
            if (values[middle] <= limit)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}

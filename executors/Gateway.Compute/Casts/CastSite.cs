using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Numerics;
using Gateway.Compute.Time;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Casts;

/// <summary>What a conversion may look at besides its value: types, mode, zone, and the column that receives text.</summary>
internal sealed class CastSite
{
    public CastSite(DataType from, DataType to, EvaluationMode mode, Origin origin, EvaluationContext context, bool foldable)
    {
        From = from;
        To = to;
        Mode = mode;
        Origin = origin;
        Context = context;
        Foldable = foldable;
        SourceScale = from switch
        {
            DecimalType source => source.Scale,
            TimestampType or TimestampNtzType => 6,
            TimeType => 9,
            _ => 0,
        };
        if (to is DecimalType target)
        {
            Shape = new DecimalShape(target.Precision, target.Scale);
        }
        Zone = SessionZone.Find(context.Settings.TimeZone);
    }

    public DataType From { get; }
    public DataType To { get; }
    public EvaluationMode Mode { get; }
    public Origin Origin { get; }
    public EvaluationContext Context { get; }

    /// <summary>Gets whether the child is a constant: only then do words like 'today' mean something.</summary>
    public bool Foldable { get; }

    /// <summary>Gets whether a value that does not fit is an error: in ANSI mode, and in legacy mode too where intervals are involved.</summary>
    public bool Raises => Mode == EvaluationMode.Ansi ||
        (Mode == EvaluationMode.Legacy && (IsInterval(From) || (IsInterval(To) && From is not StringType)));

    public bool Legacy => Mode == EvaluationMode.Legacy;
    /// <summary>Gets the decimal digits behind the point of the integers that the source holds: a decimal's scale, 6 for microseconds, 9 for times.</summary>
    public int SourceScale { get; }
    public DecimalShape Shape { get; }
    public TimeZoneRules Zone { get; }
    public long Now => Context.Settings.NowMicros;

    /// <summary>Reads the instant that a constant's words mean: Spark asks the clock again when it folds them, so 'now' is later than now().</summary>
    public long FoldingNow => Context.Settings.Clock.NowMicros();

    /// <summary>Gets or sets the column being written, whose heap takes result text.</summary>
    public Column Target { get; set; } = null!;

    /// <summary>Gets or sets whether the value just refused is NULL rather than an error, whatever the mode. The driver clears it.</summary>
    public bool MakeNull { get; set; }

    /// <summary>Makes the site of a nested element's cast.</summary>
    public CastSite For(DataType from, DataType to) => new(from, to, Mode, Origin, Context, Foldable);

    private static bool IsInterval(DataType type) => type is YearMonthIntervalType or DayTimeIntervalType;

    /// <summary>Raises the error of a value that the target cannot hold.</summary>
    public void Raise(Column source, int row) => throw CastFaults.Make(this, ColumnValues.Get(source, row));
}

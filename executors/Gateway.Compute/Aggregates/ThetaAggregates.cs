using Gateway.Compute.Sketches;
using Gateway.Compute.Text;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Aggregates;

/// <summary>Base of aggregates that keep a table of hashes and end as a Theta or Tuple sketch.</summary>
internal abstract class KeyTableFunction : SketchFunction<KeyTableState>
{
    protected KeyTableFunction(BoundAggregate site, int logNominal, SummaryOperation? operation) : base(site)
    {
        Operation = operation;
        LogNominal = logNominal;
        Table = new KeyTable(Heap, operation is not null);
    }

    protected int LogNominal { get; }

    protected SummaryOperation? Operation { get; }

    protected KeyTable Table { get; }

    protected CompactKeys Keys { get; } = new();

    protected TextBuffer Image { get; } = new();

    protected override ref StateBuffer Buffer(ref KeyTableState state) => ref state.Buffer;

    protected override void Merge(ref KeyTableState target, ref KeyTableState source)
    {
        if (!target.Filled)
        {
            Table.Copy(ref target, in source);
            return;
        }
        if (!target.IsUnion)
        {
            Table.Compact(ref target, Keys);
            Table.Release(ref target);
            Table.Initialize(ref target, LogNominal, isUnion: true);
            Unite(ref target);
        }
        Table.Compact(ref source, Keys);
        Unite(ref target);
    }

    protected override void Finish(ref KeyTableState state, Column result, int row)
    {
        Table.Compact(ref state, Keys);
        Image.Clear();
        if (Operation is { } operation)
        {
            TupleImage.Write(Keys, operation.IsDouble, Image);
        }
        else
        {
            ThetaImage.Write(Keys, Image);
        }
        Give(result, row, Image.Written);
    }

    protected void Unite(ref KeyTableState state)
    {
        if (Operation is null)
        {
            Keys.Sort();
        }
        Table.Unite(ref state, Keys, Operation);
    }

    /// <summary>Reads the sketch in a row into <see cref="Keys"/>; false when there is none.</summary>
    protected bool TryRead(Column column, int row)
    {
        if (column.IsNull(row))
        {
            return false;
        }
        SketchReading.Read(StringView.Span(ref column.Read<StringView>()[row]), Operation, Keys, Site.Call);
        return true;
    }
}

/// <summary><c>theta_sketch_agg</c>.</summary>
internal sealed class ThetaSketchAggregate(BoundAggregate site, int logNominal) : KeyTableFunction(site, logNominal, null)
{
    private readonly SketchKey _key = new(site.ArgumentType(0));

    protected override void Start(ref KeyTableState state) => Table.Initialize(ref state, LogNominal, isUnion: false);

    protected override void Add(Column[] arguments, int row, ref KeyTableState state)
    {
        if (arguments[0].Physical != PhysicalType.Null && _key.TryHash(arguments[0], row, out var hash))
        {
            Table.Add(ref state, (long)(hash.Low >> 1));
        }
    }
}

/// <summary><c>tuple_sketch_agg_*</c>.</summary>
internal sealed class TupleSketchAggregate(BoundAggregate site, int logNominal, SummaryOperation operation) : KeyTableFunction(site, logNominal, operation)
{
    private readonly SketchKey _key = new(site.ArgumentType(0));

    protected override void Start(ref KeyTableState state) => Table.Initialize(ref state, LogNominal, isUnion: false);

    protected override void Add(Column[] arguments, int row, ref KeyTableState state)
    {
        if (arguments[0].Physical == PhysicalType.Null || arguments[1].IsNull(row) || !_key.TryHash(arguments[0], row, out var hash))
        {
            return;
        }
        long bits = Operation!.IsDouble ? BitConverter.DoubleToInt64Bits(arguments[1].Read<double>()[row]) : arguments[1].Read<int>()[row];
        Table.Add(ref state, (long)(hash.Low >> 1), bits, Operation);
    }
}

/// <summary><c>theta_union_agg</c> and <c>tuple_union_agg_*</c>.</summary>
internal sealed class SketchUnionAggregate(BoundAggregate site, int logNominal, SummaryOperation? operation) : KeyTableFunction(site, logNominal, operation)
{
    protected override void Start(ref KeyTableState state) => Table.Initialize(ref state, LogNominal, isUnion: true);

    protected override void Add(Column[] arguments, int row, ref KeyTableState state)
    {
        if (TryRead(arguments[0], row))
        {
            Unite(ref state);
        }
    }
}

using Gateway.Compute.Evaluation;
using Gateway.Compute.Kernels;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Nested;

/// <summary>Base of functions that call a lambda for each element of each row's collection: gathers elements over rows into batches for the body.</summary>
internal abstract unsafe class ElementLambdaFunction(BoundCall site, int lambdaPosition) : ColumnFunction(site)
{
    private readonly RowNumbers _owners = new(site.Context.Memory);
    private readonly RowNumbers[] _positions = [new(site.Context.Memory), new(site.Context.Memory), new(site.Context.Memory)];
    private readonly ElementView?[] _views = new ElementView?[3];
    private readonly bool[] _isRun = new bool[3];
    private readonly bool[] _anyNull = new bool[3];
    private Column?[] _sources = new Column?[3];
    private Column? _ordinals;
    private int _sourceCount;
    private Batch _outer = null!;
    private int _done;

    protected LambdaEvaluator Lambda { get; } = site.Lambdas[lambdaPosition];

    /// <summary>Gets the number of elements added since <see cref="Begin"/>.</summary>
    protected int ElementCount => _done + _owners.Count;

    protected override bool FoldsConstants => false;

    /// <summary>Tells whether the body sees the elements' positions after the elements.</summary>
    protected virtual bool HasOrdinal => false;

    /// <summary>Takes the body's values for a run of elements, numbered from <paramref name="first"/>.</summary>
    /// <param name="isOnly">Whether the run is all there is, so that values need not outlive the next one.</param>
    protected abstract void Take(Column values, int first, int count, bool isOnly);

    /// <summary>Starts a batch.</summary>
    /// <param name="sources">The columns that elements come from, one a parameter.</param>
    protected void Begin(Batch outer, params ReadOnlySpan<Column> sources)
    {
        _outer = outer;
        _done = 0;
        _sourceCount = sources.Length;
        sources.CopyTo(_sources!);
        Clear();
    }

    /// <summary>Adds an element of a single source.</summary>
    protected void Add(int owner, int ordinal, int position)
    {
        AddPosition(0, position);
        Finish(owner, ordinal);
    }

    /// <summary>Adds an element of two sources; negative positions are NULL.</summary>
    protected void Add(int owner, int ordinal, int first, int second)
    {
        AddPosition(0, first);
        AddPosition(1, second);
        Finish(owner, ordinal);
    }

    /// <summary>Adds an element of three sources; negative positions are NULL.</summary>
    protected void Add(int owner, int ordinal, int first, int second, int third)
    {
        AddPosition(0, first);
        AddPosition(1, second);
        AddPosition(2, third);
        Finish(owner, ordinal);
    }

    /// <summary>Evaluates what is left.</summary>
    protected void End()
    {
        if (_owners.Count > 0)
        {
            Run(isLast: true);
        }
    }

    private void AddPosition(int source, int position)
    {
        var positions = _positions[source];
        _isRun[source] &= positions.Count == 0 || positions[positions.Count - 1] + 1 == position;
        _anyNull[source] |= position < 0;
        positions.Add(position);
    }

    private void Finish(int owner, int ordinal)
    {
        _owners.Add(owner);
        if (HasOrdinal)
        {
            _ordinals ??= Column.Create(IntegerType.Instance, Site.Context.BatchSize, Site.Context.Memory);
            _ordinals.Data<int>()[_owners.Count - 1] = ordinal;
        }
        if (_owners.Count >= Site.Context.BatchSize)
        {
            Run(isLast: false);
        }
    }

    private void Run(bool isLast)
    {
        Site.Context.Cancellation.ThrowIfCancellationRequested();
        var parameters = new Column[_sourceCount + 1];
        for (int i = 0; i < _sourceCount; i++)
        {
            var source = _sources[i]!;
            _views[i] ??= new ElementView(source.Type, Site.Context);
            parameters[i] = _views[i]!.Elements(source, _positions[i], _isRun[i], _anyNull[i]);
        }
        parameters[_sourceCount] = _ordinals ?? parameters[0];
        int count = _owners.Count;
        var values = Lambda.Evaluate(_outer, parameters, _owners, Site.Context);
        Take(values, _done, count, isLast && _done == 0);
        _done += count;
        Clear();
    }

    private void Clear()
    {
        _owners.Clear();
        for (int i = 0; i < _positions.Length; i++)
        {
            _positions[i].Clear();
            _isRun[i] = true;
            _anyNull[i] = false;
        }
    }

    /// <summary>Copies a run of body values behind the values there are.</summary>
    protected static void Append(Column values, int count, Column target, int first, bool isOnly)
    {
        if (isOnly)
        {
            ColumnCopy.AppendShared(values, Selection.All(count), target, first);
        }
        else
        {
            ColumnCopy.Append(values, Selection.All(count), target, first);
        }
    }
}

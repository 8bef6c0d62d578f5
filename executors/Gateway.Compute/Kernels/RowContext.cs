using Gateway.Compute.Evaluation;
using Gateway.Compute.Text;
using Gateway.Core.Columns;
using Gateway.Core.Errors;

namespace Gateway.Compute.Kernels;

/// <summary>What a per-row operation may use besides its arguments.</summary>
/// <param name="site">The call: types, mode, settings, constants.</param>
/// <param name="state">What the row prepared when it was bound (a compiled pattern, a time zone), or null.</param>
public sealed class RowContext(BoundCall site, object? state)
{
    private TextBuffer? _buffer;

    public BoundCall Site { get; } = site;
    public object? State { get; } = state;
    public bool Ansi { get; } = site.Call.Ansi;

    /// <summary>Gets a buffer for building one result value; clear it before use.</summary>
    public TextBuffer Buffer => _buffer ??= new TextBuffer();

    /// <summary>Copies what the buffer holds into the result's heap.</summary>
    public StringView TakeBuffer() => Heap.Add(Buffer.Written);

    /// <summary>Gets or sets the result column: its heap holds result strings, its children result elements.</summary>
    public Column Result { get; set; } = null!;

    public StringHeap Heap => Result.Heap;

    /// <summary>Makes the error of the current row, pointing at the call.</summary>
    public QueryException Fail(string condition, params ReadOnlySpan<(string Name, string Value)> parameters) =>
        new(condition, Site.Call.Origin, parameters);
}

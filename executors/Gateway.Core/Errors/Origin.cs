namespace Gateway.Core.Errors;

/// <summary>Holds one parsed SQL text and what it belongs to, so that errors can cut fragments from it.</summary>
/// <param name="ObjectType">Empty for plain statements, else e.g. <c>VIEW</c> or <c>EXECUTE IMMEDIATE</c>.</param>
/// <param name="ObjectName">Name of the view or function the text belongs to, or empty.</param>
public sealed record SqlText(string Text, string ObjectType = "", string ObjectName = "")
{
    /// <summary>Gets the text as it was before settings were put in, which fragments are cut from; null where it is the text itself.</summary>
    public string? Written { get; init; }
}

/// <summary>Names a DataFrame API call of the client.</summary>
/// <param name="Fragment">The client's method, e.g. <c>__truediv__</c>.</param>
/// <param name="CallSite">Where the user called it, e.g. <c>file.py:12</c>.</param>
public sealed record FrameCall(string Fragment, string CallSite);

/// <summary>A span of the text of a view or function.</summary>
public sealed record BodySpan(SqlText Text, int Start, int Stop);

/// <summary>Says where a plan or expression node came from: a span of SQL text, a DataFrame call, or nowhere.</summary>
/// <param name="Start">First code point of the span, 0-based.</param>
/// <param name="Stop">Last code point of the span, inclusive.</param>
public readonly record struct Origin(SqlText? Text, int Start, int Stop, FrameCall? Call = null)
{
    public static readonly Origin None = default;

    /// <summary>The origin of what a DataFrame program built without a method that names its call: run-time errors carry a context, but an empty one.</summary>
    public static readonly Origin Unplaced = new(new SqlText(""), -1, -1);

    public bool IsKnown => Text is not null || Call is not null;

    /// <summary>Gets the place in the text of a view or function that the node was written in, where the origin is that of its use; null for other nodes.</summary>
    public BodySpan? Body { get; init; }

    /// <summary>Gets the place that errors point at which come before the query runs: that of the body, if there is one.</summary>
    public Origin Written => Body is { } body ? new Origin(body.Text, body.Start, body.Stop) : this;

    /// <summary>Moves the origin to where a view or function is used, and keeps the place in its text.</summary>
    public Origin UsedAt(Origin use) => use with { Body = Body ?? (Text is null ? null : new BodySpan(Text, Start, Stop)) };

    public static Origin Of(FrameCall call) => new(null, -1, -1, call);
}

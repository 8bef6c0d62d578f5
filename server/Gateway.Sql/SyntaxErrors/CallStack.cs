namespace Gateway.Sql.SyntaxErrors;

/// <summary>One open rule call; below it the calls around it. Equal stacks are the same object; null is the empty stack.</summary>
internal sealed class CallStack(int id, int resume, CallStack? below)
{
    public int Id => id;

    /// <summary>The state to go on at when the rule has ended.</summary>
    public int Resume => resume;

    public CallStack? Below => below;

    public int Depth { get; } = (below?.Depth ?? 0) + 1;
}

/// <summary>Makes call stacks and sees to it that equal ones are one object.</summary>
internal sealed class CallStacks
{
    private readonly Dictionary<(int Resume, int Below), CallStack> _known = [];

    public int Count => _known.Count;

    public CallStack Push(int resume, CallStack? below)
    {
        var key = (resume, below?.Id ?? -1);
        if (!_known.TryGetValue(key, out var stack))
        {
            stack = new CallStack(_known.Count, resume, below);
            _known.Add(key, stack);
        }

        return stack;
    }

    /// <summary>Pushes calls in order, the outermost first.</summary>
    public CallStack? PushAll(ReadOnlySpan<int> resumes, CallStack? below)
    {
        foreach (var resume in resumes)
        {
            below = Push(resume, below);
        }

        return below;
    }
}

using System.Collections.Immutable;
using Gateway.Core.Errors;
using Gateway.Plans.Commands;
using Gateway.Sql.Lexing;

namespace Gateway.Sql.Parsing.Statements;

/// <summary>Checks labels, declarations and handlers of a script while it is read.</summary>
internal sealed class ScriptChecks(TokenCursor cursor)
{
    private static readonly string[] s_forbiddenLabels = ["builtin", "session", "system"];
    private readonly List<(string Label, bool IsLoop)> _labels = [];

    /// <summary>Notes that scripts are switched off, or were given values by position.</summary>
    public void Enabled(bool hasPositionalValues)
    {
        if (!cursor.Settings.IsOn("spark.sql.scripting.enabled"))
        {
            Fault("UNSUPPORTED_FEATURE.SQL_SCRIPTING", ("sqlScriptingEnabled", Quote.Conf("spark.sql.scripting.enabled")));
        }
        else if (hasPositionalValues)
        {
            Fault("UNSUPPORTED_FEATURE.SQL_SCRIPTING_WITH_POSITIONAL_PARAMETERS");
        }
    }

    /// <summary>Opens the scope of a label; without one it does nothing.</summary>
    public IDisposable? Enter(string? label, bool isLoop)
    {
        if (label is null)
        {
            return null;
        }

        if (s_forbiddenLabels.Contains(label.ToLowerInvariant()))
        {
            Fault("LABEL_OR_FOR_VARIABLE_NAME_FORBIDDEN", ("label", Quote.Id(label.ToLowerInvariant())));
        }
        else if (_labels.Exists(open => Same(open.Label, label)))
        {
            Fault("LABEL_OR_FOR_VARIABLE_ALREADY_EXISTS", ("label", Quote.Id(label.ToLowerInvariant())));
        }

        _labels.Add((label, isLoop));
        return new Scope(_labels);
    }

    public void EndLabel(string? begin, string end)
    {
        if (begin is null)
        {
            Fault("END_LABEL_WITHOUT_BEGIN_LABEL", ("endLabel", Quote.Id(end)));
        }
        else if (!Same(begin, end))
        {
            Fault("LABELS_MISMATCH", ("beginLabel", Quote.Id(begin)), ("endLabel", Quote.Id(end)));
        }
    }

    public void Jump(string label, bool leave)
    {
        int found = _labels.FindLastIndex(open => Same(open.Label, label));
        if (found < 0)
        {
            Fault("INVALID_LABEL_USAGE.DOES_NOT_EXIST", ("labelName", label.ToUpperInvariant()), ("statementType", leave ? "LEAVE" : "ITERATE"));
        }
        else if (!leave && !_labels[found].IsLoop)
        {
            Fault("INVALID_LABEL_USAGE.ITERATE_IN_COMPOUND", ("labelName", label.ToUpperInvariant()));
        }
    }

    public void SqlState(string state)
    {
        bool valid = state.Length == 5 && state.All(static unit => char.IsAsciiDigit(unit) || char.IsAsciiLetterUpper(unit))
            && !state.StartsWith("00", StringComparison.Ordinal) && !state.StartsWith("01", StringComparison.Ordinal) && !state.StartsWith("XX", StringComparison.Ordinal);
        if (!valid)
        {
            Fault("INVALID_SQLSTATE", ("sqlState", state));
        }
    }

    public void ConditionName(string name)
    {
        if (!name.All(static unit => char.IsAsciiLetterOrDigit(unit) || unit == '_'))
        {
            Fault("INVALID_ERROR_CONDITION_DECLARATION.SPECIAL_CHARACTER_FOUND", ("conditionName", Quote.Id(name)));
        }
    }

    /// <summary>Checks one handler's list: no doubles, and the general conditions stand alone.</summary>
    public void Triggers(IReadOnlyCollection<HandlerTrigger> triggers)
    {
        var seen = new HashSet<HandlerTrigger>();
        foreach (var trigger in triggers)
        {
            var key = trigger with { Value = trigger.Value.ToUpperInvariant() };
            if (seen.Add(key))
            {
                continue;
            }

            if (trigger.Kind == HandlerTriggerKind.SqlState)
            {
                Fault("INVALID_HANDLER_DECLARATION.DUPLICATE_SQLSTATE_IN_HANDLER_DECLARATION", ("sqlState", trigger.Value));
            }
            else
            {
                Fault("INVALID_HANDLER_DECLARATION.DUPLICATE_CONDITION_IN_HANDLER_DECLARATION", ("condition", key.Kind == HandlerTriggerKind.Condition ? key.Value : key.Kind == HandlerTriggerKind.SqlException ? "SQLEXCEPTION" : "NOT FOUND"));
            }

            return;
        }

        bool general = triggers.Any(static trigger => trigger.Kind is HandlerTriggerKind.SqlException or HandlerTriggerKind.NotFound);
        bool special = triggers.Any(static trigger => trigger.Kind is HandlerTriggerKind.Condition or HandlerTriggerKind.SqlState);
        if (general && special)
        {
            Fault("INVALID_HANDLER_DECLARATION.INVALID_CONDITION_COMBINATION");
        }
    }

    /// <summary>Declarations stand at the beginning: variables and conditions, cursors, handlers, then statements.</summary>
    public void Declarations(IReadOnlyList<ScriptStatement> statements, bool isCompound)
    {
        if (cursor.Failed)
        {
            return;
        }

        int stage = 0;
        var conditions = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var statement in statements)
        {
            switch (statement)
            {
                case PlanStatement { Plan: DeclareVariable variable }:
                    string name = Quote.Id(variable.Names[0]);
                    if (!isCompound)
                    {
                        Fault("INVALID_VARIABLE_DECLARATION.NOT_ALLOWED_IN_SCOPE", ("varName", name));
                    }
                    else if (stage > 0)
                    {
                        Fault("INVALID_VARIABLE_DECLARATION.ONLY_AT_BEGINNING", ("varName", name));
                    }

                    break;
                case DeclareCondition condition:
                    if (!isCompound || stage > 0)
                    {
                        Fault("INVALID_ERROR_CONDITION_DECLARATION.NOT_AT_START_OF_COMPOUND_STATEMENT", ("conditionName", Quote.Id(condition.Name.ToUpperInvariant())));
                    }
                    else if (!conditions.Add(condition.Name))
                    {
                        Fault("DUPLICATE_CONDITION_IN_SCOPE", ("condition", Quote.Id(condition.Name.ToUpperInvariant())));
                    }

                    break;
                case PlanStatement { Plan: DeclareCursor }:
                    if (!isCompound || stage > 1)
                    {
                        Fault("INVALID_CURSOR_DECLARATION");
                    }

                    stage = Math.Max(stage, 1);
                    break;
                case DeclareHandler:
                    if (!isCompound || stage > 2)
                    {
                        Fault("INVALID_HANDLER_DECLARATION.WRONG_PLACE_OF_DECLARATION");
                    }

                    stage = Math.Max(stage, 2);
                    break;
                default:
                    stage = 3;
                    break;
            }
        }
    }

    private static bool Same(string left, string right) => left.Equals(right, StringComparison.OrdinalIgnoreCase);

    private void Fault(string condition, params ReadOnlySpan<(string, string)> parameters) =>
        cursor.Fault(new QueryException(QueryException.Create(condition, Origin.None, "SqlScriptingException", parameters)));

    private sealed class Scope(List<(string Label, bool IsLoop)> labels) : IDisposable
    {
        public void Dispose() => labels.RemoveAt(labels.Count - 1);
    }
}

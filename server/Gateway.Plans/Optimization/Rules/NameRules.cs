using Gateway.Plans.Logical;

namespace Gateway.Plans.Optimization.Rules;

/// <summary>SubqueryAlias(x) and View(x) become x.</summary>
public sealed class RemoveAliases : Rule
{
    public override RulePurpose Purpose => RulePurpose.Semantics;

    public override LogicalPlan? Apply(LogicalPlan plan, RuleContext context) => plan switch
    {
        SubqueryAlias alias => alias.Input,
        View view => view.Input,
        _ => null,
    };
}

using Google.Protobuf;
using Google.Protobuf.Reflection;
using Gateway.Connect.Tests.Service;
using Xunit.Abstractions;

namespace Gateway.Connect.Tests.BadInput;

/// <summary>Sends every kind of relation, expression, command and question with nothing in it: each gets an answer that is no accident.</summary>
public sealed class HollowMessageTests(EngineFixture fixture, ITestOutputHelper output) : IClassFixture<EngineFixture>
{
    private readonly Answers _answers = new(fixture);

    public static TheoryData<string> Relations => Kinds(Proto.Relation.Descriptor, "rel_type");
    public static TheoryData<string> Expressions => Kinds(Proto.Expression.Descriptor, "expr_type");
    public static TheoryData<string> Commands => Kinds(Proto.Command.Descriptor, "command_type");
    public static TheoryData<string> CatalogCalls => Kinds(Proto.Catalog.Descriptor, "cat_type");
    public static TheoryData<string> Literals => Kinds(Proto.Expression.Types.Literal.Descriptor, "literal_type");
    public static TheoryData<string> Questions => Kinds(Proto.AnalyzePlanRequest.Descriptor, "analyze");

    [Theory]
    [MemberData(nameof(Relations))]
    public Task Relation_Hollow_IsTyped(string kind) => Check(Hollow<Proto.Relation>(kind));

    [Theory]
    [MemberData(nameof(CatalogCalls))]
    public Task CatalogCall_Hollow_IsTyped(string kind) => Check(new Proto.Relation { Catalog = Hollow<Proto.Catalog>(kind) });

    [Theory]
    [MemberData(nameof(Expressions))]
    public Task Expression_Hollow_IsTyped(string kind) => Check(new Proto.Relation
    {
        Project = new() { Input = new() { Range = new() { End = 1, Step = 1 } }, Expressions = { Hollow<Proto.Expression>(kind) } },
    });

    [Theory]
    [MemberData(nameof(Literals))]
    public Task Literal_Hollow_IsTyped(string kind) => Check(new Proto.Relation
    {
        Project = new() { Expressions = { new Proto.Expression { Literal = Hollow<Proto.Expression.Types.Literal>(kind) } } },
    });

    [Theory]
    [MemberData(nameof(Commands))]
    public Task Command_Hollow_IsTyped(string kind) => Check(new Proto.Plan { Command = Hollow<Proto.Command>(kind) });

    [Theory]
    [MemberData(nameof(Questions))]
    public async Task Question_Hollow_IsTyped(string kind)
    {
        var request = Hollow<Proto.AnalyzePlanRequest>(kind);
        request.SessionId = _answers.Session;
        request.UserContext = ServiceFixture.User;
        Report(await Answers.Ask(async () => await fixture.Client.AnalyzePlanAsync(request)));
        await _answers.OthersGoOn();
    }

    private Task Check(Proto.Relation relation) => Check(new Proto.Plan { Root = relation });

    private async Task Check(Proto.Plan plan)
    {
        Report(await _answers.Execute(plan));
        await _answers.OthersGoOn();
    }

    private void Report(string? condition)
    {
        output.WriteLine(condition ?? "rows");
        Assert.False(condition is "INTERNAL_ERROR", "an unforeseen failure");
    }

    private static T Hollow<T>(string kind) where T : IMessage, new()
    {
        var message = new T();
        var field = message.Descriptor.FindFieldByName(kind);
        object value = field.FieldType == FieldType.Message ? field.MessageType.Parser.ParseFrom(ByteString.Empty)
            : field.FieldType switch
            {
                FieldType.String => "",
                FieldType.Bytes => ByteString.Empty,
                FieldType.Bool => false,
                FieldType.Int64 => 0L,
                FieldType.Float => 0f,
                FieldType.Double => 0d,
                _ => 0,
            };
        field.Accessor.SetValue(message, value);
        return message;
    }

    private static TheoryData<string> Kinds(MessageDescriptor message, string choice) => [.. message.Oneofs.First(one => one.Name == choice).Fields.Select(static field => field.Name)];
}

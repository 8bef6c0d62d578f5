using Gateway.Core.Configuration;
using Gateway.Core.Errors;

namespace Gateway.Connect.Configuration;

/// <summary>Answers the operations of the Config call over a session's configuration.</summary>
public static class ConfigAnswer
{
    public static void Answer(SessionConfiguration configuration, Proto.ConfigRequest.Types.Operation operation, Proto.ConfigResponse response)
    {
        switch (operation.OpTypeCase)
        {
            case Proto.ConfigRequest.Types.Operation.OpTypeOneofCase.Set:
                foreach (var pair in operation.Set.Pairs)
                {
                    Set(configuration, pair, operation.Set.Silent, response);
                }
                break;
            case Proto.ConfigRequest.Types.Operation.OpTypeOneofCase.Get:
                foreach (string key in operation.Get.Keys)
                {
                    Add(response, key, configuration.Get(key));
                    Warn(response, key);
                }
                break;
            case Proto.ConfigRequest.Types.Operation.OpTypeOneofCase.GetWithDefault:
                foreach (var pair in operation.GetWithDefault.Pairs)
                {
                    Add(response, pair.Key, configuration.GetExplicit(pair.Key) ?? (pair.HasValue ? pair.Value : null));
                    Warn(response, pair.Key);
                }
                break;
            case Proto.ConfigRequest.Types.Operation.OpTypeOneofCase.GetOption:
                foreach (string key in operation.GetOption.Keys)
                {
                    Add(response, key, configuration.GetOrNull(key));
                    Warn(response, key);
                }
                break;
            case Proto.ConfigRequest.Types.Operation.OpTypeOneofCase.GetAll:
                string prefix = operation.GetAll.HasPrefix ? operation.GetAll.Prefix : "";
                foreach (var (key, value) in configuration.GetAll(prefix))
                {
                    Add(response, key, value);
                }
                break;
            case Proto.ConfigRequest.Types.Operation.OpTypeOneofCase.Unset:
                foreach (string key in operation.Unset.Keys)
                {
                    configuration.Unset(key);
                    Warn(response, key);
                }
                break;
            case Proto.ConfigRequest.Types.Operation.OpTypeOneofCase.IsModifiable:
                foreach (string key in operation.IsModifiable.Keys)
                {
                    Add(response, key, SessionConfiguration.IsModifiable(key) ? "true" : "false");
                    Warn(response, key);
                }
                break;
            case Proto.ConfigRequest.Types.Operation.OpTypeOneofCase.None:
                throw new QueryException("CONNECT_INVALID_PLAN.INVALID_ONE_OF_FIELD_NOT_SET", ("fullName", "spark.connect.ConfigRequest.Operation.op_type"), ("name", "op_type"));
        }
    }

    private static void Set(SessionConfiguration configuration, Proto.KeyValue pair, bool isSilent, Proto.ConfigResponse response)
    {
        try
        {
            configuration.Set(pair.Key, pair.Value);
            Warn(response, pair.Key);
        }
        catch (QueryException error) when (isSilent)
        {
            response.Warnings.Add($"Failed to set {pair.Key} to {pair.Value} due to {Errors.ErrorDescriber.Describe(error.Error).Message}");
        }
    }

    private static void Add(Proto.ConfigResponse response, string key, string? value)
    {
        var pair = new Proto.KeyValue { Key = key };
        if (value is not null)
        {
            pair.Value = value;
        }
        response.Pairs.Add(pair);
    }

    private static void Warn(Proto.ConfigResponse response, string key)
    {
        if (SessionConfiguration.WarningFor(key) is { } warning)
        {
            response.Warnings.Add(warning);
        }
    }
}

using Gateway.Core.Configuration;
using Gateway.Core.Errors;

namespace Gateway.Core.Tests.Configuration;

public sealed class SessionConfigurationTests
{
    [Fact]
    public void Registry_EveryDefault_PassesItsOwnCheck()
    {
        var entries = ConfigurationRegistry.All().ToArray();
        Assert.True(entries.Length > 900);
        foreach (var entry in entries.Where(entry => entry is { Default: not null, IsStatic: false, RemovedIn: null }))
        {
            ConfigurationCheck.Require(entry, entry.Default!);
        }
    }

    [Fact]
    public void Keys_EveryTypedKey_HasADefault()
    {
        var configuration = new SessionConfiguration();
        Assert.True(configuration.Get(ConfigurationKeys.AnsiEnabled));
        Assert.Equal(200, configuration.Get(ConfigurationKeys.ShufflePartitions));
        Assert.Equal(64L << 20, configuration.Get(ConfigurationKeys.ArrowMaxBytesPerBatch));
        foreach (var field in typeof(ConfigurationKeys).GetFields().Where(field => !field.IsLiteral))
        {
            var key = field.GetValue(null)!;
            Assert.NotNull(key.GetType().GetProperty("Default")!.GetValue(key));
        }
    }

    [Fact]
    public void Set_ThenUnset_ReturnsToTheServersValue()
    {
        var configuration = new SessionConfiguration([new("spark.sql.shuffle.partitions", "7")]);
        var version = configuration.Version;
        configuration.Set("spark.sql.shuffle.partitions", "3");
        configuration.Set("my.key", "1");
        var copy = configuration.Clone();
        Assert.Equal(3, configuration.GetInt("spark.sql.shuffle.partitions"));
        configuration.Unset("spark.sql.shuffle.partitions");
        configuration.Unset("my.key");
        Assert.Equal("7", configuration.Get("spark.sql.shuffle.partitions"));
        Assert.Null(configuration.GetOrNull("my.key"));
        Assert.Equal("1", copy.Get("my.key"));
        Assert.True(configuration.Version > version);
        Assert.Equal([new("key", "1")], copy.GetAll("my."));
    }

    [Fact]
    public void Get_KeyWithFallback_FollowsItOnlyWhenUnset()
    {
        var configuration = new SessionConfiguration();
        configuration.Set("spark.sql.adaptive.shuffle.targetPostShuffleInputSize", "5");
        Assert.Equal("5", configuration.Get("spark.sql.adaptive.advisoryPartitionSizeInBytes"));
        configuration.Set("spark.sql.adaptive.advisoryPartitionSizeInBytes", "6kb");
        Assert.Equal(6144, configuration.GetBytes("spark.sql.adaptive.advisoryPartitionSizeInBytes"));
        Assert.Null(configuration.Get("spark.sql.adaptive.autoBroadcastJoinThreshold"));
    }

    [Theory]
    [InlineData("spark.sql.ansi.enabled", "maybe", "INVALID_CONF_VALUE.TYPE_MISMATCH", "confType=boolean")]
    [InlineData("spark.sql.shuffle.partitions", "3000000000", "INVALID_CONF_VALUE.TYPE_MISMATCH", "confType=int")]
    [InlineData("spark.sql.shuffle.partitions", "0", "INVALID_CONF_VALUE.REQUIREMENT", "confRequirement=The value of spark.sql.shuffle.partitions must be positive")]
    [InlineData("spark.sql.cbo.joinReorder.card.weight", "2", "INVALID_CONF_VALUE.REQUIREMENT", "confValue=2.0")]
    [InlineData("spark.sql.autoBroadcastJoinThreshold", "1.5kb", "INVALID_CONF_VALUE.TYPE_MISMATCH", "confType=bytes in BYTE")]
    [InlineData("spark.sql.storeAssignmentPolicy", "WHATEVER", "INVALID_CONF_VALUE.OUT_OF_RANGE_OF_OPTIONS", "confOptions=ANSI, LEGACY, STRICT")]
    [InlineData("spark.sql.orc.impl", "HIVE", "INVALID_CONF_VALUE.OUT_OF_RANGE_OF_OPTIONS", "confValue=HIVE")]
    [InlineData("spark.sql.session.timeZone", "Mars/X", "INVALID_CONF_VALUE.TIME_ZONE", "confValue=Mars/X")]
    [InlineData("spark.sql.warehouse.dir", "/x", "CANNOT_MODIFY_STATIC_CONFIG", "key=\"spark.sql.warehouse.dir\"")]
    [InlineData("spark.executor.memory", "1g", "CANNOT_MODIFY_CONFIG", "key=\"spark.executor.memory\"")]
    [InlineData("spark.sql.fromJsonForceNullableSchema", "false", "_LEGACY_ERROR_TEMP_1226", "version=3.0.0")]
    public void Set_WhatSparkRefuses_RaisesItsCondition(string key, string value, string condition, string parameter)
    {
        var error = Assert.Throws<QueryException>(() => new SessionConfiguration().Set(key, value)).Error;
        Assert.Equal(condition, error.Condition);
        var parts = parameter.Split('=', 2);
        Assert.Equal(parts[1], error[parts[0]]);
    }

    [Theory]
    [InlineData("spark.sql.ansi.enabled", " TRUE ")]
    [InlineData("spark.sql.storeAssignmentPolicy", "legacy")]
    [InlineData("spark.sql.autoBroadcastJoinThreshold", "-1")]
    [InlineData("spark.sql.autoBroadcastJoinThreshold", "1mib")]
    [InlineData("spark.sql.execution.python.udf.maxBytesPerBatch", "-1")]
    [InlineData("spark.sql.fromJsonForceNullableSchema", "true")]
    [InlineData("spark.app.name", "x")]
    [InlineData("spark.master", "local")]
    [InlineData("spark.sql.session.timeZone", "UTC+3")]
    [InlineData("spark.sql.session.timeZone", "+8")]
    [InlineData("spark.sql.session.timeZone", "PST")]
    public void Set_WhatSparkTakes_KeepsTheTextAsGiven(string key, string value)
    {
        var configuration = new SessionConfiguration();
        configuration.Set(key, value);
        Assert.Equal(value, configuration.GetAll().Single().Value);
    }

    [Theory]
    [InlineData("utc", false)]
    [InlineData("+18:01", false)]
    [InlineData("+08:0:30", false)]
    [InlineData("0", false)]
    [InlineData("GMT+001", false)]
    [InlineData("america/los_angeles", false)]
    [InlineData(" UTC", false)]
    [InlineData("Z", true)]
    [InlineData("+01:0", true)]
    [InlineData("+0800", true)]
    [InlineData("+08:00:30", true)]
    [InlineData("-18:00", true)]
    [InlineData("UT+3", true)]
    [InlineData("GMT0", true)]
    [InlineData("EST5EDT", true)]
    public void TimeZoneIds_IsValid_FollowsJava(string id, bool expected) => Assert.Equal(expected, TimeZoneIds.IsValid(id));

    [Fact]
    public void Get_UnknownKey_IsNotFound()
    {
        var error = Assert.Throws<QueryException>(() => new SessionConfiguration().Get("no.such")).Error;
        Assert.Equal("SQL_CONF_NOT_FOUND", error.Condition);
        Assert.Equal("\"no.such\"", error["sqlConf"]);
    }

    [Fact]
    public void IsModifiable_KnownKeys_TellsStaticAndUnknownApart()
    {
        Assert.True(SessionConfiguration.IsModifiable("spark.sql.ansi.enabled"));
        Assert.False(SessionConfiguration.IsModifiable("spark.sql.warehouse.dir"));
        Assert.False(SessionConfiguration.IsModifiable("spark.executor.memory"));
        Assert.False(SessionConfiguration.IsModifiable("no.such"));
    }
}

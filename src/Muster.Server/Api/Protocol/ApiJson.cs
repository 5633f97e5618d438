using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Muster.Core.Planning;
using Muster.Server.Wording;

namespace Muster.Server.Api.Protocol;

/// <summary>How JSON looks, and how strictly it is read.</summary>
internal static class ApiJson
{
    /// <summary>The same options everywhere in the API.</summary>
    public static readonly JsonSerializerOptions Options = Made();

    /// <summary>Nothing is taken over that has no place; a name that stands twice, a number in quotes or a missing value is a mistake.</summary>
    public static void Shape(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.PropertyNameCaseInsensitive = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.MaxDepth = 16;
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        options.Converters.Add(new InstantConverter());
        options.TypeInfoResolver = (options.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver()).WithAddedModifier(SpeakHttp);
    }

    /// <summary>What the engine says of a problem is worded for the command line.</summary>
    private static void SpeakHttp(JsonTypeInfo type)
    {
        if (type.Type != typeof(PlanProblem))
            return;
        foreach (var property in type.Properties)
            if (property.Name == "message" && property.Get is { } get)
                property.Get = problem => get(problem) is string message ? HttpWords.Of(message) : null;
    }

    private static JsonSerializerOptions Made()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        Shape(options);
        return options;
    }

    /// <summary>RFC 3339 in UTC with milliseconds.</summary>
    private sealed class InstantConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && Instants.TryParse(reader.GetString()!, out var instant)
                ? instant
                : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(JsonFormat.Instant(value));
    }
}

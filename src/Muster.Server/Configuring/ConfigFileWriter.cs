using System.Text.Json;
using System.Text.RegularExpressions;
using Muster.Engine.Configuration.Files;
using Muster.Server.Wording;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlScalar = YamlDotNet.Core.Events.Scalar;

namespace Muster.Server.Configuring;

/// <summary>Writes a configuration as YAML or JSON.</summary>
internal static partial class ConfigFileWriter
{
    private static readonly HashSet<string> Reserved = new(
        ["true", "false", "yes", "no", "on", "off", "null", "none"],
        StringComparer.OrdinalIgnoreCase
    );

    public static string Yaml(ConfigNode root)
    {
        using var text = new StringWriter { NewLine = "\n" };
        text.WriteLine(
            "# Configuration of a Muster workspace. Compare it with: muster config diff FILE; apply it with: muster config apply FILE"
        );
        var emitter = new Emitter(text, new EmitterSettings(2, int.MaxValue, false, 1024, newLine: "\n"));
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(null, null, isImplicit: true));
        Emit(emitter, root);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return text.ToString();
    }

    public static string Json(ConfigNode root)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, JsonFormat.Writer with { Indented = true, NewLine = "\n" }))
            Write(json, root);
        return System.Text.Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    private static void Emit(Emitter emitter, ConfigNode node)
    {
        switch (node)
        {
            case ConfigNode.Text text:
                emitter.Emit(new YamlScalar(AnchorName.Empty, TagName.Empty, text.Value, StyleOf(text), true, true));
                break;
            case ConfigNode.List list:
                emitter.Emit(
                    new SequenceStart(
                        AnchorName.Empty,
                        TagName.Empty,
                        true,
                        list.Items.Count == 0 ? SequenceStyle.Flow : SequenceStyle.Block
                    )
                );
                foreach (var item in list.Items)
                    Emit(emitter, item);
                emitter.Emit(new SequenceEnd());
                break;
            case ConfigNode.Map map:
                emitter.Emit(
                    new MappingStart(AnchorName.Empty, TagName.Empty, true, map.Entries.Count == 0 ? MappingStyle.Flow : MappingStyle.Block)
                );
                foreach (var (name, value) in map.Entries)
                {
                    Emit(emitter, new ConfigNode.Text(name));
                    Emit(emitter, value);
                }
                emitter.Emit(new MappingEnd());
                break;
        }
    }

    private static void Write(Utf8JsonWriter json, ConfigNode node)
    {
        switch (node)
        {
            case ConfigNode.Text { Literal: true } literal:
                json.WriteRawValue(literal.Value);
                break;
            case ConfigNode.Text text:
                json.WriteStringValue(text.Value);
                break;
            case ConfigNode.List list:
                json.WriteStartArray();
                foreach (var item in list.Items)
                    Write(json, item);
                json.WriteEndArray();
                break;
            case ConfigNode.Map map:
                json.WriteStartObject();
                foreach (var (name, value) in map.Entries)
                {
                    json.WritePropertyName(name);
                    Write(json, value);
                }
                json.WriteEndObject();
                break;
        }
    }

    /// <summary>Plain where no reader of YAML could take it for something else than it is.</summary>
    private static ScalarStyle StyleOf(ConfigNode.Text text) =>
        text.Literal || (Harmless().IsMatch(text.Value) && !Reserved.Contains(text.Value)) ? ScalarStyle.Plain : ScalarStyle.DoubleQuoted;

    [GeneratedRegex("^[A-Za-z]([A-Za-z0-9._@ -]*[A-Za-z0-9._@-])?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Harmless();
}

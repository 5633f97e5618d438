using System.Globalization;
using Muster.Engine.Configuration.Files;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlScalar = YamlDotNet.Core.Events.Scalar;

namespace Muster.Server.Configuring;

/// <summary>
/// Reads a configuration file, YAML or JSON, into nodes. Nothing in it can name a type, refer to another part of it, or be larger or deeper than a configuration
/// ever is: tags, anchors and aliases are refused, and every value is a text.
/// </summary>
internal sealed class ConfigFileReader
{
    /// <summary>Most bytes of a file.</summary>
    public const int MostBytes = 16 << 20;

    private const int MostNodes = 1_000_000;
    private const int Deepest = 12;

    private readonly IParser _parser;
    private int _nodes;

    private ConfigFileReader(IParser parser) => _parser = parser;

    /// <summary>Reads a file's text.</summary>
    /// <exception cref="ConfigException">The text is no such file.</exception>
    public static ConfigNode Read(string text)
    {
        try
        {
            var reader = new ConfigFileReader(new Parser(new Scanner(new StringReader(text), skipComments: true)));
            reader._parser.Consume<StreamStart>();
            if (!reader._parser.TryConsume<DocumentStart>(out _))
                throw Fault(0, "the file is empty; make one with: muster config export");
            var root = reader.Node(0);
            reader._parser.Consume<DocumentEnd>();
            if (!reader._parser.TryConsume<StreamEnd>(out _))
                throw Fault(Line(reader._parser.Current), "a second document begins; a file holds one");
            return root;
        }
        catch (YamlException fault)
        {
            throw Fault((int)fault.Start.Line, $"it is not YAML or JSON: {fault.Message.TrimEnd('.')}");
        }
    }

    private ConfigNode Node(int depth)
    {
        var current = _parser.Current;
        var line = Line(current);
        if (++_nodes > MostNodes)
            throw Fault(line, string.Create(CultureInfo.InvariantCulture, $"the file holds more than {MostNodes} values"));
        if (depth > Deepest)
            throw Fault(line, string.Create(CultureInfo.InvariantCulture, $"it is nested deeper than {Deepest} levels"));
        if (current is AnchorAlias)
            throw Fault(line, "it refers to another part of the file (*name); write the value out");
        if (current is NodeEvent node && (!node.Anchor.IsEmpty || !node.Tag.IsEmpty))
            throw Fault(line, "anchors (&name) and tags (!name) are not taken; write the plain value");
        return current switch
        {
            YamlScalar => new ConfigNode.Text(_parser.Consume<YamlScalar>().Value, line),
            SequenceStart => List(line, depth),
            MappingStart => Map(line, depth),
            _ => throw Fault(line, "something else than a value stands here"),
        };
    }

    private ConfigNode.List List(int line, int depth)
    {
        _parser.Consume<SequenceStart>();
        var items = new List<ConfigNode>();
        while (!_parser.TryConsume<SequenceEnd>(out _))
            items.Add(Node(depth + 1));
        return new ConfigNode.List(items, line);
    }

    private ConfigNode.Map Map(int line, int depth)
    {
        _parser.Consume<MappingStart>();
        var entries = new List<(string, ConfigNode)>();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            if (Node(depth + 1) is not ConfigNode.Text name)
                throw Fault(line, "the name of a field is a text");
            var empty = _parser.Current is YamlScalar { Style: ScalarStyle.Plain, Value: "" or "null" or "~" };
            var value = Node(depth + 1);
            // "settings:" with nothing behind it says nothing.
            if (!empty)
                entries.Add((name.Value, value));
        }
        return new ConfigNode.Map(entries, line);
    }

    private static int Line(ParsingEvent? at) => (int)(at?.Start.Line ?? 0);

    private static ConfigException Fault(int line, string what)
    {
        var place = line > 0 ? string.Create(CultureInfo.InvariantCulture, $"Line {line}: ") : "";
        return new ConfigException([new ConfigFault(line, "", null, $"{place}{what}.")]);
    }
}

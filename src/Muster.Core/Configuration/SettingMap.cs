using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Muster.Core.Attributes;

namespace Muster.Core.Configuration;

public abstract partial record SettingKind
{
    /// <summary>The name of an attribute of users.</summary>
    public sealed record AttributeName : SettingKind
    {
        /// <inheritdoc />
        public override string Words =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"the name of an attribute: a letter, then letters, digits and _, at most {UserAttributeNames.LongestName}, and neither id nor active"
            );

        /// <inheritdoc />
        public override string? Canonical(string value) => UserAttributeNames.Canonical(value);
    }

    /// <summary>A template over properties of directory users.</summary>
    /// <param name="MaxLength">Most characters.</param>
    public sealed record TemplateText(int MaxLength) : SettingKind
    {
        /// <inheritdoc />
        public override string Words =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"a template of at most {MaxLength} characters such as {{givenName}} {{surname}} or {{mail|userPrincipalName}}"
            );

        /// <inheritdoc />
        public override string? Canonical(string value) => Fault(value) is null ? value : null;

        /// <inheritdoc />
        public override string? Fault(string value)
        {
            if (string.IsNullOrWhiteSpace(value) || value.Length > MaxLength || value.Any(char.IsControl))
                return $"it takes {Words}";
            try
            {
                Template.Parse(value);
                return null;
            }
            catch (FormatException fault)
            {
                return fault.Message;
            }
        }
    }

    /// <summary>Values by name; as text a JSON object of texts, or one line <c>name=value</c> each.</summary>
    /// <param name="Name">Kind of each name.</param>
    /// <param name="Value">Kind of each value.</param>
    /// <param name="MaxItems">Most names.</param>
    public sealed record Map(SettingKind Name, SettingKind Value, int MaxItems) : SettingKind
    {
        /// <inheritdoc />
        public override string Words =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"at most {MaxItems} lines name=value, or the same as a JSON object; a name is {Name.Words}; a value is {Value.Words}"
            );

        /// <inheritdoc />
        public override string? Canonical(string value) =>
            Fault(value) is null
                ? Join(Split(value)!.Select(item => KeyValuePair.Create(Name.Canonical(item.Key)!, Value.Canonical(item.Value)!)))
                : null;

        /// <inheritdoc />
        public override string? Fault(string value)
        {
            if (Split(value) is not { } items)
                return "it takes lines name=value, or a JSON object of texts";
            if (items.Count > MaxItems)
                return string.Create(CultureInfo.InvariantCulture, $"it has {items.Count} names; the most is {MaxItems}");
            foreach (var (name, item) in items)
            {
                if (Name.Canonical(name) is null)
                    return $"'{name}' is not {Name.Words}";
                if (Value.Canonical(item) is null)
                    return $"{Name.Canonical(name)} is '{item}', {Value.Fault(item) ?? $"but takes {Value.Words}"}";
            }
            return items
                .GroupBy(item => Name.Canonical(item.Key), StringComparer.Ordinal)
                .Where(same => same.Count() > 1)
                .Select(same => $"{same.Key} stands there {same.Count()} times")
                .FirstOrDefault();
        }

        /// <summary>The values of a canonical text, by name.</summary>
        public static IReadOnlyList<KeyValuePair<string, string>> Values(string canonical) => Split(canonical) ?? [];

        /// <summary>The canonical text of values.</summary>
        public static string Join(IEnumerable<KeyValuePair<string, string>> values)
        {
            var buffer = new System.Buffers.ArrayBufferWriter<byte>();
            using (var json = new Utf8JsonWriter(buffer, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            {
                json.WriteStartObject();
                foreach (var (name, value) in values.OrderBy(item => item.Key, StringComparer.Ordinal))
                    json.WriteString(name, value);
                json.WriteEndObject();
            }
            return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
        }

        private static List<KeyValuePair<string, string>>? Split(string value) =>
            value.TrimStart().StartsWith('{') ? FromJson(value) : FromLines(value);

        private static List<KeyValuePair<string, string>>? FromLines(string value)
        {
            var items = new List<KeyValuePair<string, string>>();
            foreach (var line in value.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                var sign = line.IndexOf('=', StringComparison.Ordinal);
                if (sign <= 0)
                    return null;
                items.Add(KeyValuePair.Create(line[..sign].Trim(), line[(sign + 1)..].Trim()));
            }
            return items;
        }

        private static List<KeyValuePair<string, string>>? FromJson(string value)
        {
            try
            {
                using var document = JsonDocument.Parse(value);
                return document.RootElement.EnumerateObject().All(item => item.Value.ValueKind == JsonValueKind.String)
                    ? [.. document.RootElement.EnumerateObject().Select(item => KeyValuePair.Create(item.Name, item.Value.GetString()!))]
                    : null;
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }
}

namespace LocalEnergyMarket.Backend.Mastr.Soap.Wire;

/// <summary>An element of an answer, by its local name: the register's own clients break on order and namespaces, this one looks at neither.</summary>
/// <param name="Name">The local name.</param>
/// <param name="Text">Its text, trimmed; empty where the element is nil, empty or holds elements.</param>
/// <param name="Children">Its elements in the order of the answer.</param>
public sealed record SoapElement(string Name, string Text, IReadOnlyList<SoapElement> Children)
{
    /// <summary>The text of the first child of this name, whose case may differ; empty where there is none.</summary>
    public string this[string name] => Child(name)?.Text ?? "";

    public SoapElement? Child(string name) => Children.FirstOrDefault(child => child.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    public IEnumerable<SoapElement> All(string name) => Children.Where(child => child.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}

//! Which types a reader should look for, without knowing why.

/// What the model cares about, handed to the readers: they skip files that cannot hold any of it.
#[derive(Debug, Clone, Default)]
pub struct Interest {
    /// Terraform resource types whose declarations are wanted.
    pub terraform_types: Vec<&'static str>,
    /// Byte strings of which at least one stands in every directory that matters: the types that make a scan
    /// worthwhile. Types that only matter beside these (a subnet beside a cluster) are not among them.
    pub terraform_triggers: Vec<&'static str>,
    /// Parts of module sources that hint at something that matters: a module of another registry.
    pub module_hints: Vec<&'static str>,
    /// ARM resource types whose declarations are wanted, without API version; compared without regard to case.
    pub arm_types: Vec<&'static str>,
    /// As `terraform_triggers`, for Bicep and ARM files.
    pub arm_triggers: Vec<&'static str>,
    /// Properties of ARM bodies that hold secrets, compared without regard to case.
    pub arm_secrets: Vec<&'static str>,
    /// Properties below `properties` that hold secrets in one ARM type alone.
    pub arm_typed_secrets: Vec<(&'static str, &'static str)>,
    /// Sources of registry modules that stand for resources.
    pub module_sources: Vec<&'static str>,
    /// Terraform resource types, and `output`, `provisioner` and `provider`, that are wanted only for what flows into
    /// them.
    pub carriers: Vec<&'static str>,
    /// Attributes of which it matters where they lead: a carrier is of interest only where it speaks of one of them,
    pub carried_attributes: Vec<&'static str>,
    /// of a whole resource whose type begins like this,
    pub carried_types: Vec<&'static str>,
    /// or holds such a text.
    pub carried_texts: Vec<&'static str>,
    /// Blocks, by Terraform resource type, that Azure fills with what is declared by itself: the subnets of a network.
    pub filled_blocks: Vec<(&'static str, &'static str)>,
    /// Body attributes that hold secrets, per Terraform type (`""` for every type): `client_secret`,
    /// `admin_password`.
    pub secret_attributes: Vec<(&'static str, &'static str)>,
}

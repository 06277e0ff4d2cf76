//! Which types a reader should look for, without knowing why.

/// What the model cares about, handed to the readers: they skip files that cannot hold any of it.
#[derive(Debug, Clone, Default)]
pub struct Interest {
    /// Terraform resource types.
    pub terraform_types: Vec<&'static str>,
    /// ARM resource types.
    pub arm_types: Vec<&'static str>,
    /// Sources of registry modules that stand for resources.
    pub module_sources: Vec<&'static str>,
    /// Body attributes that hold secrets, per Terraform type (`""` for every type): `client_secret`,
    /// `admin_password`.
    pub secret_attributes: Vec<(&'static str, &'static str)>,
}
